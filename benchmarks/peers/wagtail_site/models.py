"""A role page: its texts as a StreamField, its skills, figures and questions as inline rows, its next roles as links."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

AMOUNTS = ("p10", "p25", "p50", "p75", "p90")


class RolePage(Page):
    lede = models.TextField()
    track = models.CharField(max_length=100)
    level = models.CharField(max_length=100)
    sections = StreamField([("section", StructBlock([("title", CharBlock()), ("text", RichTextBlock())]))])


class Skill(Orderable):
    page = ParentalKey(RolePage, on_delete=models.CASCADE, related_name="skills")
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=50)
    you_can = models.TextField()


class Figure(Orderable):
    page = ParentalKey(RolePage, on_delete=models.CASCADE, related_name="figures")
    group = models.CharField(max_length=200)
    place = models.CharField(max_length=50)
    period = models.CharField(max_length=50)
    n = models.IntegerField(null=True)
    p10 = models.IntegerField(null=True)
    p25 = models.IntegerField(null=True)
    p50 = models.IntegerField(null=True)
    p75 = models.IntegerField(null=True)
    p90 = models.IntegerField(null=True)


class Question(Orderable):
    page = ParentalKey(RolePage, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(max_length=300)
    answer = RichTextField()


class Step(Orderable):
    page = ParentalKey(RolePage, on_delete=models.CASCADE, related_name="steps")
    to = models.ForeignKey(RolePage, models.CASCADE, related_name="+")
