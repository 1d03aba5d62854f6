"""The links of the lesson plans in the documents for teachers."""

from core.i18n import LANGUAGES
from core.lessons import teachers
from core.ui.teachers import sheets

# Language and link, each once.
PLAN_LINKS = [
    (language, link)
    for language in LANGUAGES
    for link in dict.fromkeys(
        each.link
        for plan in sheets.PLANS.values()
        for lesson in teachers.lessons_of(teachers.guide(language).part(plan))
        for each in lesson
        if each.link
    )
]
