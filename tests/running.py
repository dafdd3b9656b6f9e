"""The program as text, and a way to run it that lets tests see what it does."""

from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import matplotlib.pyplot as plt
import pandas as pd
import pytest

REPOSITORY = Path(__file__).parents[1]
SCRIPT = REPOSITORY / 'attention_demo.py'
TEXT = SCRIPT.read_text('utf-8')


@dataclass
class Run:
    """What was seen of a run of the program."""

    # The variables that it leaves, which are the globals of its functions, as in a notebook.
    variables: ModuleType
    # With a line `windows = …` where it called plt.show.
    printed: str = ''
    # A PNG file for each window.
    windows: list = field(default_factory=list)
    # The heights of the bars in the last window.
    bars: list = field(default_factory=list)
    # The files that it wrote, from their path to their bytes.
    files: dict = field(default_factory=dict)


def edited(text, *edits):
    """The text with each pair (old, new) replaced."""
    for old, new in edits:
        count = text.count(old)
        assert count == 1, f'{old!r} must stand in it once, comments included, not {count} times'
        text = text.replace(old, new)
    return text


def no_training(*args, **kwargs):
    """It takes the place of keras.Model.fit where no trained model is needed."""


def run_text(text, patches=None):
    """Run a program as __main__ in an empty folder, and return what was seen of it, a Run.

    The patches map dotted names, as 'keras.Model.fit', to what stands there while it runs.
    """
    run = Run(ModuleType('__main__'))

    def show():
        for number in plt.get_fignums():
            figure = plt.figure(number)
            window = BytesIO()
            figure.savefig(window, format='png')
            run.windows.append(window.getvalue())
            run.bars = [bar.get_height() for bar in figure.gca().patches]
        plt.close('all')
        print('windows =', len(run.windows))

    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr('matplotlib.pyplot.show', show)
        for name, replacement in (patches or {}).items():
            patch.setattr(name, replacement)
        with redirect_stdout(StringIO()) as printed:
            exec(compile(text, SCRIPT.name, 'exec'), vars(run.variables))
        run.printed = printed.getvalue()
        for path in Path().rglob('*'):
            if path.is_file():
                run.files[path.as_posix()] = path.read_bytes()
    return run


def run_program(*edits, patches=None):
    """Run the program as `run_text` does, its text edited by pairs (old, new)."""
    return run_text(edited(TEXT, *edits), patches)


def attention_by_label(run, samples, labels):
    """The attention weights of samples, a row each, indexed by their labels."""
    attention = run.variables.attention_vec_model.predict([samples], verbose=0)
    return pd.DataFrame(attention, index=labels[:, 0])
