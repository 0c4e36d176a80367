"""Rounds, who was asked, and answers: nothing leads from one of the last to one of the second."""

from django.db import models


class SurveyRound(models.Model):
    """One round: the questions as the clauses had them, and the smallest group its figures are shown from."""

    cycle = models.CharField(max_length=40, unique=True)
    agreement_hash = models.CharField(max_length=64)
    questions = models.JSONField(default=list)  # [{id, ask, measured_by}]
    smallest = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closes_at = models.DateTimeField(null=True)  # when the cycle ends; null: when somebody closes it
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    asked = models.IntegerField(default=0)  # written when it closes: the roll goes then
    answered = models.IntegerField(default=0)


class SurveyRoll(models.Model):
    """Who is asked, and whether they have answered: not when, not what. Gone once the round is closed."""

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    side = models.CharField(max_length=10)  # marketing, sales
    answered = models.BooleanField(default=False)

    class Meta:
        """Asked once a round."""

        constraints = [models.UniqueConstraint(fields=["round", "user_id"], name="survey_asked_once")]


class SurveyAnswer(models.Model):
    """One set of answers under the digest of a receipt that only the browser it came from holds.

    No time, no user, no order: all answers of a round are written anew, shuffled, whenever one is given.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=10)  # empty: of both teams, where a side would point at somebody
    answers = models.JSONField(default=dict)  # question id -> yes, rather_yes, rather_no, no
