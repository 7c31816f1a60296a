import shutil


def find_chromium():
    return shutil.which("chromium")
