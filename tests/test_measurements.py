"""The figures and pictures of the README: `python -m pytest -m slow -s` makes them again."""

import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import keras
import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

pytestmark = pytest.mark.slow
SCRIPT = Path(demo.__file__)


@pytest.fixture
def run_seeds(run_main, tmp_path, monkeypatch):
    """run_seeds(n, **parts): run main at seeds 0 to n - 1, with parts of the script replaced."""

    def run_seeds(n, **parts):
        for name, part in parts.items():
            monkeypatch.setattr(demo, name, part)
        for seed in range(n):
            yield run_main(tmp_path / 'chart.png', '--samples', '4000', '--seed', str(seed))

    return run_seeds


def attention_by_label(run):
    """The attention of the test samples of a run, a row each, indexed by their labels."""
    x, y = run.data[-1]
    return pd.DataFrame(run.attention_vec_model.predict([x], verbose=0), index=y[:, 0])


def report(what, values, figure='{:.1%}'):
    figures = (figure.format(measure(values)) for measure in (median, min, max))
    print('\n{}: median {}, {} to {}'.format(what, *figures))


def test_one_epoch_per_call_leaves_the_same_weights(run_main, tmp_path, monkeypatch):
    weights = run_main(tmp_path / 'chart.png').model.get_weights()
    compile_ = keras.Model.compile
    monkeypatch.setattr(
        keras.Model,
        'compile',
        lambda model, steps_per_execution, **settings: compile_(model, **settings),
    )
    plain = run_main(tmp_path / 'chart.png').model
    assert plain.steps_per_execution == 1
    for ours, theirs in zip(weights, plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_one_epoch_per_call_takes_about_three_quarters_of_the_time(tmp_path):
    plain, removed = re.subn(r'\n *steps_per_execution=79,', '', SCRIPT.read_text('utf-8'))
    assert removed == 1
    (tmp_path / 'plain.py').write_text(plain, 'utf-8')

    def seconds(script):
        start = perf_counter()
        subprocess.run(
            [sys.executable, script, '--figure', tmp_path / 'chart.png'],
            env={**os.environ, 'MPLBACKEND': 'Agg'},
            capture_output=True,
            check=True,
        )
        return perf_counter() - start

    ours, theirs = zip(
        *((seconds(SCRIPT), seconds(tmp_path / 'plain.py')) for _ in range(6)), strict=True
    )
    for name, times in (('one epoch per call', ours[1:]), ('one batch per call', theirs[1:])):
        report(name, times, '{:.1f} s')
    ratios = [a / b for a, b in zip(ours[1:], theirs[1:], strict=True)]  # the first warmed up
    report('ratio', ratios, '{:.2f}')
    assert median(ratios) < 0.8


def test_the_mean_attention_peaks_at_column_1_for_every_one_of_40_seeds(run_seeds):
    rows = []
    for run in run_seeds(40):
        attention = attention_by_label(run)
        for samples, chosen in (('label 1', [1]), ('label 0', [0]), ('all', [0, 1])):
            of_samples = attention[attention.index.isin(chosen)]
            row = {
                'samples': samples,
                'attention on column 1': of_samples[1].mean(),
                'samples that peak there': (of_samples.idxmax(axis=1) == 1).mean(),
                'seeds whose mean peaks there': of_samples.mean().idxmax() == 1,
            }
            rows.append(row)
    for samples, of_seeds in pd.DataFrame(rows).groupby('samples', sort=False):
        for what in ('attention on column 1', 'samples that peak there'):
            report(f'{samples}, {what}: mean {of_seeds[what].mean():.1%}', of_seeds[what])
        peaks = of_seeds['seeds whose mean peaks there']
        print(f'\n{samples}: {peaks.sum()} of 40 means peak there')
        assert peaks.all()


def test_the_samples_of_label_1_alone_raise_the_attention_that_label_0_gives(run_seeds):
    """Both labels train the classifier, but only one of them the attention layer."""
    real_multiply, label_0 = demo.Multiply, {}
    for label in (0, 1):

        def multiply(name, label=label):
            def product(pair):
                x, probs = pair
                chosen = x[:, 1:2] if label else 1 - x[:, 1:2]  # 1 where this sample trains it
                fixed = keras.ops.stop_gradient(probs)
                return real_multiply(name=name)([x, chosen * probs + (1 - chosen) * fixed])

            return product

        runs = run_seeds(20, Multiply=multiply)
        label_0[label] = [attention_by_label(run).loc[0, 1].mean() for run in runs]
        report(f'trained by label {label}: label 0 on column 1', label_0[label], '{:.2%}')
    assert max(label_0[0]) < 0.01
    assert min(label_0[1]) > 0.10


def test_the_accuracy_needs_no_attention(run_seeds):
    def epochs_to_999(**parts):
        val_accuracy = [run.model.history.history['val_accuracy'] for run in run_seeds(20, **parts)]
        report('val_accuracy of the last epoch', [last for *_, last in val_accuracy], '{:.2%}')
        first = [1 + [*(np.array(values) >= 0.999), True].index(True) for values in val_accuracy]
        report('first epoch with 99.9 %', first, '{:g}')
        return first

    with_attention = epochs_to_999()
    print('without attention: Multiply hands on the bare input')
    without = epochs_to_999(Multiply=lambda name: lambda pair: pair[0])
    assert max(without) < min(with_attention)


def test_without_dense_64_the_training_is_slower(run_seeds):
    def dense(units, **settings):
        return (lambda x: x) if units == 64 else real_dense(units, **settings)

    real_dense = demo.Dense
    missed, accuracies, losses = [], [], []
    for seed, run in enumerate(run_seeds(20, Dense=dense)):
        accuracies.append(run.model.history.history['val_accuracy'][-1])
        losses.append(run.model.history.history['val_loss'][-1])
        if np.argmax(run.bars) != 1:
            missed.append(seed)
    report('val_accuracy after 20 epochs', accuracies)
    report('val_loss after 20 epochs', losses, '{:.2f}')
    print(f'\nseeds whose mean does not peak at column 1: {missed}')
    assert median(accuracies) < 0.999


def test_draw_the_mean_attention_by_label(run):
    """Writes figures/attention_by_label.png."""
    attention = attention_by_label(run('--samples', '2000')).groupby(level=0).mean().T
    attention.columns = [f'label {label}' for label in attention]
    axes = attention.plot(
        kind='bar',
        color=['black', 'tab:orange'],
        title='Mean attention of 2,000 test samples, by label',
        xlabel='input dimension',
        ylabel='attention',
    )
    axes.yaxis.set_major_formatter('{x:.0%}')
    axes.figure.savefig(SCRIPT.with_name('figures') / 'attention_by_label.png')
