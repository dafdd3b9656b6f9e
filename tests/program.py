"""The program as text, and a way to run it that lets tests see what it does."""

import re
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace

import matplotlib.pyplot as plt
import pytest

SCRIPT = Path(__file__).parents[1] / 'attention_demo.py'
TEXT = SCRIPT.read_text('utf-8')

# The marks of the script: the article's code, and how many statements are new, '' for one.
WAS = re.compile(r'# 原为 · was:\s+(?:# )?(.+)')
ADDED = re.compile(r'# 新增(?: (\d+) 条 · \1| ·) added: ')


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
    return SimpleNamespace(
        program=program, printed=printed.getvalue(), windows=windows, bars=bars, picture=picture
    )
