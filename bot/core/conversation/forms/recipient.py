"""Which questions say whom the first letter of a campaign goes to."""

from bot.core.campaign.campaign import Campaign
from bot.core.campaign.recipient import Where
from bot.core.conversation.forms.caisse import BODY, SEARCH, WHICH
from bot.core.conversation.forms.listed import LISTED
from bot.core.conversation.question import Question


def body_questions(campaign: Campaign) -> tuple[Question, ...]:
    """The questions by which the person says which body they write to."""
    match campaign.recipients[campaign.chosen].where if campaign.chosen else Where.FIXED:
        case Where.DIRECTORY:
            return SEARCH, WHICH, BODY
        case Where.LIST:
            return LISTED, BODY
        case Where.TYPED:
            return (BODY,)
        case Where.FIXED:
            return ()
