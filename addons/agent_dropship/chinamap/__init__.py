"""A small map of China without a map: the table of divisions, drawn as dots.

It shows where people live and no border, so there is none to draw wrongly, and it needs
no tile server.

>>> from agent_dropship.chinamap import project
>>> [round(value) for value in project(39.9042, 116.4074)]
[1180, 437]
"""

from .places import city_dots, province_names, settled_dots
from .projection import KM_PER_UNIT, project
