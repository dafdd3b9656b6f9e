"""The figures that the README states: `python -m pytest -m slow -s` measures them again."""

import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

import attention_demo as demo

pytestmark = pytest.mark.slow


def seconds(script, folder, **environment):
    """The time of the whole process `python script`, from its start to its exit."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, script, '--figure', folder / 'chart.png'],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


def test_one_epoch_per_call_takes_at_most_0_80_of_the_time(tmp_path):
    source = Path(demo.__file__).read_text(encoding='utf-8')
    plain, removed = re.subn(r'\n *steps_per_execution=.*', '', source)
    assert removed == 1
    (tmp_path / 'plain.py').write_text(plain, encoding='utf-8')

    ratios = []
    for _ in range(6):  # in turns; the first pair only warms up
        ours = seconds(demo.__file__, tmp_path)
        theirs = seconds(tmp_path / 'plain.py', tmp_path)
        ratios.append(ours / theirs)
        print(f'\n{ours:.1f} s with one epoch per call, {theirs:.1f} s without it', end='')
    ratio = median(ratios[1:])
    print(f'\nratio: {ratio:.2f}, {min(ratios[1:]):.2f} to {max(ratios[1:]):.2f} (5 pairs)')
    assert ratio <= 0.80
