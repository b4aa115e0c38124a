"""The two studies that a package carries, as columns of numbers, with what R says of them."""

import json
import math
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from lifelines.datasets import load_rossi
from SurvSet.data import SurvLoader


@pytest.fixture(scope="session")
def reference():
    return json.loads(Path(__file__).with_name("reference.json").read_text())


@pytest.fixture(scope="session")
def studies():
    """uis (628) and rossi (432): name → column (n,), NaN where a value is missing."""
    with warnings.catch_warnings():  # the package's pickle names a module that numpy has moved
        warnings.simplefilter("ignore", DeprecationWarning)
        frame = SurvLoader().load_dataset("uis")["df"]
    frame = frame.rename(columns=lambda name: re.sub("^(fac|num)_", "", name))
    uis = {name: _numbers(frame[name].astype(str)) for name in frame.columns}
    uis["hercoc"] = uis.pop("heroic")
    uis["ivhx3"] = np.where(np.isnan(uis["ivhx"]), math.nan, uis["ivhx"] == 3)
    uis["ndrugfp1"] = 10 / (uis["ndrugtx"] + 1)
    uis["ndrugfp2"] = uis["ndrugfp1"] * np.log((uis["ndrugtx"] + 1) / 10)
    rossi = load_rossi().rename(columns={"week": "time", "arrest": "event"})
    return {"uis": uis, "rossi": {name: rossi[name].to_numpy(float) for name in rossi.columns}}


def _numbers(texts):
    return np.array(
        [math.nan if text in ("missing", "nan", "NA") else float(text) for text in texts]
    )
