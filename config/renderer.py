"""Forms drawn by our own components: ``{{ form }}`` and ``{{ form.topic.as_field_group }}``."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
