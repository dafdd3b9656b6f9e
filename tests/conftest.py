"""What the tests share: runs of main, and what was seen inside them."""

import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

# What a user has at home decides no test: no GPU, keras.json or matplotlibrc; no window opens.
os.environ['CUDA_VISIBLE_DEVICES'] = '-1'
os.environ['JAX_PLATFORMS'] = 'cpu'
os.environ['KERAS_HOME'] = os.devnull
os.environ['MATPLOTLIBRC'] = os.devnull
os.environ['MPLBACKEND'] = 'module://window'

import matplotlib.pyplot as plt
import pytest
import window

import attention_demo as demo


@pytest.fixture(scope='session')
def run_main():
    """run_main(figure, *options): run main with these options, its chart going to figure.

    What it returns has
    text: what was printed, with a line of window.show where the window would have opened
    data: a copy of what each call of get_data returned, in order
    model, attention_vec_model: what build_model returned
    figure: the path of the chart
    bars: the heights of the bars of the chart in the window
    """

    def run_main(figure, *options):
        seen = SimpleNamespace(data=[], figure=figure)
        get_data, build_model, text = demo.get_data, demo.build_model, StringIO()

        def seen_data(*arguments):
            x, y = get_data(*arguments)
            seen.data.append((x.copy(), y.copy()))
            return x, y

        def seen_models():
            seen.model, seen.attention_vec_model = build_model()
            return seen.model, seen.attention_vec_model

        with (
            mock.patch.object(demo, 'get_data', seen_data),
            mock.patch.object(demo, 'build_model', seen_models),
            redirect_stdout(text),
        ):
            demo.main(['--figure', str(figure), *options])
        seen.text = text.getvalue()
        ((chart,),) = (shown.axes for shown in window.shown)  # one window with one chart
        seen.bars = [bar.get_height() for bar in chart.patches]
        return seen

    return run_main


@pytest.fixture(scope='session')
def trained(run_main, tmp_path_factory):
    """The program without options, but for the samples: those of its chart are 2,000."""
    return run_main(tmp_path_factory.mktemp('trained') / 'chart.png', '--samples', '2000')


@pytest.fixture(scope='session')
def run_untrained(run_main):
    """run_untrained(figure, *options): run_main, but compile and fit only record their arguments."""

    def run_untrained(figure, *options):
        with mock.patch('keras.Model.compile') as compile_, mock.patch('keras.Model.fit') as fit:
            seen = run_main(figure, *options)
        seen.compile, seen.fit = compile_.call_args, fit.call_args
        return seen

    return run_untrained


@pytest.fixture
def draw():
    """draw(bars, title, name): draw bars, a column a series, as the README's picture of that name."""

    def draw(bars, title, name):
        axes = bars.plot.bar(width=0.8, rot=0, figsize=(9.6, 4.8), color=['black', 'tab:orange'])
        axes.set(title=title, xlabel='input dimension', ylabel='attention')
        axes.yaxis.set_major_formatter('{x:.0%}')
        axes.figure.tight_layout()
        picture = Path(demo.__file__).with_name('figures') / name
        axes.figure.savefig(picture, dpi=150)
        plt.close(axes.figure)
        print(f'\nredrawn: {picture}')

    return draw
