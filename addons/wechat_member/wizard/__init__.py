from . import member_physical_card_add
