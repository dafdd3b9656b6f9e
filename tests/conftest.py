"""What the tests share: the program, run as its users run it, and what was seen of it."""

import os
import runpy
from contextlib import redirect_stdout
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

# What a user has at home decides no test: no GPU, keras.json or matplotlibrc; no window opens.
os.environ |= {'CUDA_VISIBLE_DEVICES': '-1', 'JAX_PLATFORMS': 'cpu', 'KERAS_HOME': os.devnull}
os.environ |= {'MATPLOTLIBRC': os.devnull, 'MPLBACKEND': 'Agg', 'PYTHONUTF8': '1'}

import matplotlib.pyplot as plt
import pytest

SCRIPT = Path(__file__).parents[1] / 'attention_demo.py'


@pytest.fixture(scope='session')
def run_script(tmp_path_factory):
    """run_script(*edits, trained=True, pasted=False, parts=()): run the script in a folder of its own.

    An edit is a pair, what stands once in the script and what a reader writes there; a part is another,
    a name that the script imports and what it stands for. Untrained, fit only records its arguments;
    pasted, there is no file. Equal calls return one run. It has the script's variables; text, what was
    printed, with a line of show; picture and windows, the PNG that was written and those of the windows;
    bars, the heights in the last window; fit, the recorded arguments.
    """

    @cache
    def run_script(*edits, trained=True, pasted=False, parts=()):
        folder, windows, bars = tmp_path_factory.mktemp('run'), [], []
        source = SCRIPT.read_text('utf-8')
        for old, new in edits:
            assert source.count(old) == 1, old
            source = source.replace(old, new)

        def show():
            """Keep what the windows show, and leave none open, like a user who closes them."""
            for figure in map(plt.figure, plt.get_fignums()):
                figure.savefig(window := BytesIO())
                windows.append(window.getvalue())
                bars[:] = [bar.get_height() for bar in figure.gca().patches]
            plt.close('all')
            print('windows =', len(windows))

        fit = mock.Mock()
        untrained = {} if trained else {'keras.Model.fit': fit}
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as text:
            patch.chdir(folder)
            for name, part in {'matplotlib.pyplot.show': show, **dict(parts), **untrained}.items():
                patch.setattr(name, part)
            if pasted:
                exec(source, variables := {'__name__': '__main__'})
            else:
                Path(SCRIPT.name).write_text(source, 'utf-8')
                variables = runpy.run_path(SCRIPT.name, run_name='__main__')
        seen = {'text': text.getvalue(), 'windows': windows, 'bars': bars, 'fit': fit.call_args}
        picture = (folder / 'figures' / 'attention.png').read_bytes()
        return SimpleNamespace(**variables, **seen, picture=picture)

    return run_script
