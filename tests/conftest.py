"""What the tests share: the program, executed as a notebook cell, and what was seen of it.

A claim about what the program does belongs in test_program.py, and one about the weights that it
learns in test_attention_peak.py. That it is the article's program is the claim of test_article.py
and test_published_chart.py. What a page offers is tried in test_readme.py, test_old_lines.py and
test_attention_over_seeds.py; slow tests measure its figures, most in test_measurements.py.
"""

import os
import re
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace

# What a user has at home decides no test, and no window opens.
os.environ |= {'CUDA_VISIBLE_DEVICES': '-1', 'JAX_PLATFORMS': 'cpu', 'KERAS_HOME': os.devnull}
os.environ |= {'MATPLOTLIBRC': os.devnull, 'MPLBACKEND': 'agg', 'PYTHONUTF8': '1'}

import matplotlib.pyplot as plt
import numpy as np
import pytest

SCRIPT = Path(__file__).parents[1] / 'attention_demo.py'
TEXT = SCRIPT.read_text('utf-8')

# The marks of the script: the article's code, and how many statements are new, '' for one.
WAS = re.compile(r'# 原为 · was:\s+(?:# )?(.+)')
ADDED = re.compile(r'# 新增(?: (\d+) 条 · \1| ·) added: ')

FIGURE = r'[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?%?'  # as a page writes it


def edited(text, *edits):
    """The text with each pair (old, new) replaced."""
    for old, new in edits:
        count = text.count(old)
        assert count == 1, f'{old!r} must stand in it once, comments included, not {count} times'
        text = text.replace(old, new)
    return text


def no_training(*args, **kwargs):
    """It takes the place of keras.Model.fit where no trained model is needed."""


def run_program(*edits, patches=None):
    """Run the program in an empty folder, and return what was seen of it.

    The edits are pairs (old, new) for its text, and the patches map dotted names, as
    'keras.Model.fit', to what stands there while it runs. What is returned has five attributes:
    program, the variables that it leaves, which are the globals of its functions, as in a notebook;
    printed, with a line `windows = …` where it called plt.show; windows, each a PNG file; bars, the
    heights of the bars in the last window; and picture, the PNG file that it wrote.
    """
    source = edited(TEXT, *edits)
    program, windows, bars = ModuleType('__main__'), [], []

    def show():
        for number in plt.get_fignums():
            plt.figure(number).savefig(window := BytesIO(), format='png')
            windows.append(window.getvalue())
            bars[:] = [bar.get_height() for bar in plt.gca().patches]
        plt.close('all')
        print('windows =', len(windows))

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, replacement in {'matplotlib.pyplot.show': show, **(patches or {})}.items():
            patch.setattr(name, replacement)
        with redirect_stdout(StringIO()) as printed:
            exec(compile(source, SCRIPT.name, 'exec'), vars(program))
        picture = Path('figures', 'attention.png').read_bytes()
        patch.undo()  # Windows cannot delete the working folder
    return SimpleNamespace(
        program=program, printed=printed.getvalue(), windows=windows, bars=bars, picture=picture
    )


@pytest.fixture(scope='session')
def default_run():
    """The program as it stands. Tests look at it and leave it as it is."""
    return run_program()


@pytest.fixture(scope='session')
def untrained_run():
    """The program as it stands, but not trained. Tests look at it and leave it as it is."""
    return run_program(patches={'keras.Model.fit': no_training})


def check_told(sentence, measured, tolerance, page='README.md'):
    """Where the sentence has `{}`, the page tells a figure, and each must be what was measured, to
    within its tolerance. Per cent are fractions."""
    text = (SCRIPT.parent / page).read_text('utf-8')
    found = re.search(re.escape(sentence).replace(r'\{\}', f'({FIGURE})'), text)
    assert found, f'{page} does not say: {sentence}'
    figures = [figure.replace(',', '') for figure in found.groups()]
    told = [float(figure.strip('%')) / (100 if '%' in figure else 1) for figure in figures]
    print(f'\n{found[0]}\n  measured:', *(f'{value:.4g}' for value in measured), flush=True)
    assert (abs(np.subtract(told, measured)) <= tolerance).all()


@pytest.fixture(autouse=True)
def close_the_figures():
    """Close the figures that a test leaves open, after a failure too."""
    yield
    plt.close('all')
