from . import member_tag
from . import member_tag_line
