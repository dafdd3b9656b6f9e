"""What the tests share: the program, executed as a notebook cell, and what was seen of it.

A claim about what the program does belongs in test_program.py, and one about the weights that it
learns in test_attention_peak.py. That it is the article's program is the claim of test_article.py
and test_published_chart.py. What README.md offers to do is tried in test_readme.py, and each of its
figures is measured by a slow test, in test_measurements.py or in the module of its subject.
"""

import os
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from types import ModuleType

# What a user has at home decides no test, and no window opens.
os.environ |= {'CUDA_VISIBLE_DEVICES': '-1', 'JAX_PLATFORMS': 'cpu', 'KERAS_HOME': os.devnull}
os.environ |= {'MATPLOTLIBRC': os.devnull, 'MPLBACKEND': 'agg', 'PYTHONUTF8': '1'}

import matplotlib.pyplot as plt
import numpy as np
import pytest

SCRIPT = Path(__file__).parents[1] / 'attention_demo.py'

# The marks of the script: the article's code, and how many statements are new, '' for one.
WAS = re.compile(r'# 原为 · was:\s+(?:# )?([^，\n]+)')
ADDED = re.compile(r'# 新增(?: (\d+) 条 · \1| ·) added: ')

# As README.md writes a figure.
FIGURE = r'[+-]?\d+(?:\.\d+)?(?:e-\d+)?%?'


def no_training(*args, **kwargs):
    """It takes the place of keras.Model.fit where no trained model is needed."""


@dataclass
class Run:
    """One run of the program in an empty folder, and what was seen of it."""

    program: ModuleType
    """The variables that it leaves, which are the globals of its functions, as in a notebook."""

    text: str
    """What it printed. Where it called plt.show, there is a line `windows = …` instead."""

    windows: list[bytes]
    """The windows that it showed, as PNG files."""

    bars: list[float]
    """The heights of the bars in the last window."""

    picture: bytes
    """The PNG file that it wrote."""


def edited(text, *edits):
    """The text with each pair (old, new) replaced."""
    for old, new in edits:
        count = text.count(old)
        assert count == 1, f'{old!r} must stand in it once, comments included, not {count} times'
        text = text.replace(old, new)
    return text


@pytest.fixture(scope='session')
def script():
    """The text of attention_demo.py."""
    return SCRIPT.read_text('utf-8')


@pytest.fixture(scope='session')
def run_program(tmp_path_factory, script):
    """The function run(*edits, patches=None), which returns a new run.

    The edits are pairs (old, new) for the text of the program, and the patches map dotted names,
    as 'keras.Model.fit', to what stands there while it runs.
    """

    def run(*edits, patches=None):
        source = edited(script, *edits)
        program, windows, bars = ModuleType('__main__'), [], []

        def show():
            for number in plt.get_fignums():
                plt.figure(number).savefig(window := BytesIO(), format='png')
                windows.append(window.getvalue())
                bars[:] = [bar.get_height() for bar in plt.gca().patches]
            plt.close('all')
            print('windows =', len(windows))

        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as text:
            patch.chdir(folder := tmp_path_factory.mktemp('run'))
            for name, replacement in {'matplotlib.pyplot.show': show, **(patches or {})}.items():
                patch.setattr(name, replacement)
            exec(compile(source, SCRIPT.name, 'exec'), vars(program))
        picture = (folder / 'figures' / 'attention.png').read_bytes()
        return Run(program, text.getvalue(), windows, bars, picture)

    return run


@pytest.fixture(scope='session')
def default_run(run_program):
    """The program as it stands. Tests look at it and leave it as it is."""
    return run_program()


@pytest.fixture(scope='session')
def untrained_run(run_program):
    """The program as it stands, but not trained. Tests look at it and leave it as it is."""
    return run_program(patches={'keras.Model.fit': no_training})


@pytest.fixture(scope='session')
def readme():
    """The text of README.md."""
    return SCRIPT.with_name('README.md').read_text('utf-8')


@pytest.fixture(scope='session')
def check_readme(readme):
    """The function check_readme(sentence, measured, tolerance), for a sentence of README.md.

    Where the sentence has `{}`, README.md tells a figure, and each must be what was measured to
    within its tolerance. Per cent are fractions.
    """

    def check_readme(sentence, measured, tolerance):
        found = re.search(re.escape(sentence).replace(r'\{\}', f'({FIGURE})'), readme)
        assert found, f'README.md does not say: {sentence}'
        told = [float(text.strip('%')) / (100 if '%' in text else 1) for text in found.groups()]
        print(f'\n{found[0]}\n  measured:', *(f'{value:.4g}' for value in measured), flush=True)
        assert (abs(np.subtract(told, measured)) <= tolerance).all()

    return check_readme


@pytest.fixture(autouse=True)
def close_the_figures():
    """Close the figures that a test leaves open, after a failure too."""
    yield
    plt.close('all')
