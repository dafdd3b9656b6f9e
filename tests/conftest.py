"""What the tests share: the program, executed as a notebook cell, and what was seen of it."""

import os
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from types import ModuleType
from unittest import mock

# What a user has at home decides no test: no GPU, no keras.json, no matplotlibrc.
os.environ |= {'CUDA_VISIBLE_DEVICES': '-1', 'JAX_PLATFORMS': 'cpu', 'KERAS_HOME': os.devnull}
# No window opens. The backend is not Agg, so that a program that chooses Agg itself is found out.
os.environ |= {'MATPLOTLIBRC': os.devnull, 'MPLBACKEND': 'svg', 'PYTHONUTF8': '1'}

import matplotlib.pyplot as plt
import pytest

SCRIPT = Path(__file__).parents[1] / 'attention_demo.py'
CELLS = Path(__file__).parent / 'cells'


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

    matplotlib_backend: str
    """The backend of Matplotlib at its end."""

    fit: mock.Mock | None
    """If it was not trained: what took the place of fit, and knows what it was called with."""

    def execute(self, cell):
        """Execute the next cell of the notebook, in which nothing opens a window."""
        with mock.patch('matplotlib.pyplot.show'):
            exec(compile(cell, 'cell', 'exec'), vars(self.program))


def edited(text, *edits):
    """The text with each pair (old, new) replaced; old must stand in it exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, f'{old!r} stands {text.count(old)} times, not once'
        text = text.replace(old, new)
    return text


@pytest.fixture(scope='session')
def run_program(tmp_path_factory):
    """The function run(*edits, trained=True, patches=None), which returns a new run.

    The edits are pairs (old, new) for the text of the program. If it is not trained, fit only notes
    what it is called with. The patches map dotted names, as 'keras.Model.fit', to replacements.
    """

    def run(*edits, trained=True, patches=None):
        folder = tmp_path_factory.mktemp('run')
        source = edited(SCRIPT.read_text('utf-8'), *edits)
        windows, bars, fit = [], [], None if trained else mock.Mock()

        def show():
            for number in plt.get_fignums():
                plt.figure(number).savefig(window := BytesIO(), format='png')
                windows.append(window.getvalue())
                bars[:] = [bar.get_height() for bar in plt.gca().patches]
            plt.close('all')
            print('windows =', len(windows))

        patches = {'matplotlib.pyplot.show': show} | (patches or {})
        if fit:
            patches['keras.Model.fit'] = fit
        program = ModuleType('__main__')
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as text:
            patch.chdir(folder)
            for name, replacement in patches.items():
                patch.setattr(name, replacement)
            exec(compile(source, SCRIPT.name, 'exec'), vars(program))
        picture = (folder / 'figures' / 'attention.png').read_bytes()
        return Run(program, text.getvalue(), windows, bars, picture, plt.get_backend(), fit)

    return run


@pytest.fixture(scope='session')
def default_run(run_program):
    """The program as it stands, trained. Tests look at it and leave it as it is."""
    return run_program()


@pytest.fixture(scope='session')
def untrained_run(run_program):
    """The program as it stands, but not trained. Tests look at it and leave it as it is."""
    return run_program(trained=False)
