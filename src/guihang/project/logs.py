"""The technical log, one line for each record whatever was said (GUIHANG_LOG_FORM)."""

import json
import logging
from datetime import UTC, datetime
from typing import override


class Line(logging.Formatter):
    """For people. A line break in what was said is written out, so that nobody forges a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


class AsJson(logging.Formatter):
    """For programs: a JSON object a line, the traceback in it too."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname, "name": record.name, "said": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            said["fault"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
