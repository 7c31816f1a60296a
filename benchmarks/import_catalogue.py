"""Importing 20,000 articles with 500 pictures, preview and all, as the screen does it.

The yardstick is the plain ORM in the same run: templates with attribute lines and their
pictures, created one style after the other the way a simple script would.
"""

import base64
import io
import random
import resource
import time

import xlsxwriter
from PIL import Image, ImageDraw

from odoo.fields import Command

STYLES = 4000
PICTURES = 500
BATCH = 1000
UPLOAD = 10
PLAIN_STYLES = 80
COLOURS = ("黑色", "米白", "藏青", "驼色", "墨绿", "酒红", "浅灰", "雾蓝")
SIZES = ("S", "M", "L", "XL", "XXL")
HEADERS = (
    *("品牌", "类目", "款号", "商品名称", "颜色", "尺码"),
    *("商家编码", "条码", "吊牌价", "季节", "吊牌产地"),
)
PICTURE_SIZE = (1200, 1600)


def run(context):
    """Seconds for 1,000 articles each way, and the whole import's own figures."""
    pictures = [_make_picture(number) for number in range(PICTURES)]
    plain = _create_plainly(context, pictures)
    whole = _import_all(context, _make_workbook(), pictures)
    per_thousand = whole["seconds"] / (STYLES * len(SIZES) / 1000)
    return [
        {
            "name": "import 1,000 articles of 20,000 with 500 pictures / plain ORM",
            "ratio": per_thousand / plain["seconds"],
            "numerator": per_thousand,
            "denominator": plain["seconds"],
            "unit": "s",
            "queries": whole["queries"] // (STYLES * len(SIZES) // 1000),
            "queries_denominator": plain["queries"],
            **{f"whole_{name}": value for name, value in whole.items()},
        }
    ]


def _import_all(context, workbook, pictures):
    """Upload, check and apply, each request in a transaction of its own."""
    memory = _get_memory()
    start, cpu = time.perf_counter(), time.process_time()
    with context.environment(commit=True) as env:
        record = env["outlet.import"].create(
            {
                "kind": "catalogue",
                "file": base64.b64encode(workbook),
                "filename": "catalogue.xlsx",
            }
        )
        record_id = record.id
    for first in range(0, len(pictures), UPLOAD):
        with context.environment(commit=True) as env:
            _upload(env, record_id, first, pictures[first : first + UPLOAD])
    with context.environment(commit=True) as env:
        batch = env["outlet.import"].browse(record_id)
        _checked, queries = _count(env, batch.action_check)
    previewed = time.perf_counter()
    remaining = 1
    while remaining:
        with context.environment(commit=True) as env:
            batch = env["outlet.import"].browse(record_id)
            progress, more = _count(env, batch.apply_next, BATCH)
            queries += more
            remaining = progress["remaining"]
    if progress["done"] != STYLES * len(SIZES) + PICTURES:
        raise ValueError(f"not all came in: {progress}")
    return {
        "seconds": time.perf_counter() - start,
        "preview_seconds": previewed - start,
        "cpu_seconds": time.process_time() - cpu,
        "queries": queries,
        "memory_mb": _get_memory() - memory,
    }


def _upload(env, record_id, first, pictures):
    """Keep pictures as the screen's upload does."""
    env["ir.attachment"].create(
        [
            {
                "name": f"BM{number * 8:05}.jpg",
                "raw": picture,
                "res_model": "outlet.import",
                "res_id": record_id,
            }
            for number, picture in enumerate(pictures, start=first)
        ]
    )


def _count(env, act, *args):
    """What an act returns, and how many queries it took."""
    before = env.cr.sql_log_count
    result = act(*args)
    env.flush_all()
    return result, env.cr.sql_log_count - before


def _get_memory():
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _create_plainly(context, pictures):
    """Create 1,000 articles per as many styles as that takes, scaled to 1,000."""
    scale = 1000 / (PLAIN_STYLES * len(SIZES))
    pictured = PICTURES * PLAIN_STYLES // STYLES
    with context.environment() as env:
        colour, size = (
            env.ref("brand_outlet.attribute_colour"),
            env.ref("brand_outlet.attribute_size"),
        )
        Value = env["product.attribute.value"]
        black = Value.create({"attribute_id": colour.id, "name": "bench"})
        sizes = Value.create(
            [{"attribute_id": size.id, "name": f"b{s}"} for s in SIZES]
        )
        brand = env["product.brand"].create(
            {"name": "Plain", "partner_id": env.company.partner_id.id}
        )
        env.flush_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        for number in range(PLAIN_STYLES):
            template = env["product.template"].create(
                {
                    "name": f"Plain {number}",
                    "style_code": f"PLAIN-{number}",
                    "product_brand_id": brand.id,
                    "is_storable": True,
                    "list_price": 100.0,
                    "attribute_line_ids": [
                        Command.create(
                            {"attribute_id": a.id, "value_ids": [Command.set(v.ids)]}
                        )
                        for a, v in ((colour, black), (size, sizes))
                    ],
                }
            )
            values = template.attribute_line_ids.product_template_value_ids
            for value in values.filtered(lambda v: v.attribute_id == size):
                variant = template._create_product_variant(
                    values.filtered(lambda v: v.attribute_id == colour) | value
                )
                variant.default_code = f"PLAIN-{number}-{value.name}"
            if number < pictured:
                template.image_1920 = base64.b64encode(pictures[number])
            env.flush_all()
        took = time.perf_counter() - start
        return {
            "seconds": took * scale,
            "queries": int((env.cr.sql_log_count - queries) * scale),
        }


def _make_workbook():
    numbers = random.Random(20)
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        page = book.add_worksheet("商品")
        page.write_row(0, 0, HEADERS)
        row = 1
        for style in range(STYLES):
            code = f"BM{style:05}"
            brand, price = f"基准{style % 40:02}", numbers.randrange(199, 2999, 10)
            colour = COLOURS[style % len(COLOURS)]
            for size in SIZES:
                cells = [brand, "女装", code, f"{brand} 连衣裙 {style}", colour, size]
                cells += [f"{code}-{size}", f"69{row:011}", price, "2017秋冬", "杭州"]
                page.write_row(row, 0, cells)
                row += 1
    return output.getvalue()


def _make_picture(number):
    """A picture as a camera makes it: no plain areas."""
    colours = random.Random(number)
    image = Image.effect_noise((300, 400), 60).resize(PICTURE_SIZE).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _shape in range(12):
        x, y = colours.randrange(1100), colours.randrange(1500)
        fill = tuple(colours.randrange(256) for _channel in range(3))
        draw.ellipse((x, y, x + 260, y + 260), fill=fill)
    output = io.BytesIO()
    image.save(output, "JPEG", quality=88)
    return output.getvalue()
