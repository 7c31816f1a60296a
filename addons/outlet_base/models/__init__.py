from . import message_contact
from . import message_gate
from . import message_recipient
from . import phone_code
from . import res_company
from . import res_config_settings
from . import res_partner
from . import role_guide
