"""One way in: `run(*options)` is `main([*options])`, what it showed and what was inside it."""

from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from types import SimpleNamespace
from unittest import mock

import keras
import matplotlib.pyplot as plt
import pytest

import attention_demo as demo

plt.switch_backend('Agg')  # no test opens a window


@pytest.fixture(scope='session')
def run_main():
    """run_main(figure, *options): run main, its chart going to figure. What it returns has

    data: what each call of get_data returned, in order
    model, attention_vec_model: what build_model returned
    text: what was printed
    axes, bars: the chart and the heights of its bars
    windows: for each window, the picture as it was when the window opened
    """

    def run_main(figure, *options):
        seen = SimpleNamespace(data=[], figure=figure, windows=[])
        get_data, build_model, text = demo.get_data, demo.build_model, StringIO()

        def seen_data(*arguments):
            seen.data.append(get_data(*arguments))
            return seen.data[-1]

        def seen_models():
            seen.model, seen.attention_vec_model = build_model()
            return seen.model, seen.attention_vec_model

        with (
            mock.patch.object(demo, 'get_data', seen_data),
            mock.patch.object(demo, 'build_model', seen_models),
            mock.patch.object(plt, 'show') as show,
            redirect_stdout(text),
        ):
            show.side_effect = lambda: seen.windows.append(figure.read_bytes())
            demo.main(['--figure', str(figure), *options])
        seen.text, seen.axes = text.getvalue(), plt.gca()
        seen.bars = [bar.get_height() for bar in seen.axes.patches]
        plt.close('all')
        return seen

    return run_main


@pytest.fixture(scope='session')
def run(run_main, tmp_path_factory):
    """run(*options): the program as its user runs it, once for each set of options."""

    @cache
    def run(*options):
        return run_main(tmp_path_factory.mktemp('run') / 'chart.png', *options)

    return run


@pytest.fixture
def trained(run):
    """The program without options, but for the samples: those of its chart are 2,000."""
    return run('--samples', '2000')


@pytest.fixture
def run_untrained(run_main, monkeypatch):
    """run_untrained(figure, *options): for claims about what comes before or after training."""
    monkeypatch.setattr(keras.Model, 'fit', mock.Mock())
    return run_main
