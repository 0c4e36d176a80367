"""The room's tables: Django finds them in this module, each capability keeps its own in its folder."""

from accord.alignment.credit.models import CreditRunRow as CreditRunRow
from accord.alignment.meetings.models import ClosedPack as ClosedPack
from accord.alignment.meetings.models import DecisionRow as DecisionRow
from accord.alignment.survey.models import SurveyAnswer as SurveyAnswer
from accord.alignment.survey.models import SurveyRoll as SurveyRoll
from accord.alignment.survey.models import SurveyRound as SurveyRound
from accord.alignment.talk.models import Remark as Remark
