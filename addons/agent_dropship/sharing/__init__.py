from .spread import spread
