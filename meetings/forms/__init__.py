from meetings.forms.sheet import RecordSheet

__all__ = ["RecordSheet"]
