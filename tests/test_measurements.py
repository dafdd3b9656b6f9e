"""The figures and pictures of the README: `python -m pytest -m slow -s` makes them again."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter

import keras
import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

pytestmark = pytest.mark.slow


@pytest.fixture
def run_seeds(run_main, tmp_path, monkeypatch):
    """run_seeds(n, *options, **parts): run main at seeds 0 to n - 1, parts of the script replaced."""

    def run_seeds(n, *options, **parts):
        for name, part in parts.items():
            monkeypatch.setattr(demo, name, part)
        for seed in range(n):
            yield run_main(tmp_path / 'chart.png', '--samples', '4000', '--seed', str(seed), *options)

    return run_seeds


def attention_by_label(run):
    """The attention of the test samples of a run, a row each, indexed by their labels."""
    x, y = run.data[-1]
    return pd.DataFrame(run.attention_vec_model.predict([x], verbose=0), index=y[:, 0])


def last_val_accuracies(runs):
    return [run.model.history.history['val_accuracy'][-1] for run in runs]


def report(what, values, figure='{:.1%}'):
    figures = (figure.format(measure(values)) for measure in (median, min, max))
    print('\n{}: median {}, {} to {}'.format(what, *figures))


def test_one_epoch_per_call_leaves_the_same_weights(run_main, tmp_path, monkeypatch):
    weights = run_main(tmp_path / 'chart.png').model.get_weights()
    compile_ = keras.Model.compile

    def one_batch_per_call(model, steps_per_execution, **settings):
        compile_(model, **settings)

    monkeypatch.setattr(keras.Model, 'compile', one_batch_per_call)
    plain = run_main(tmp_path / 'chart.png').model
    assert plain.steps_per_execution == 1
    for ours, theirs in zip(weights, plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_one_epoch_per_call_takes_less_time(tmp_path):
    plain, removed = re.subn(r', steps_per_execution=79\)', ')', Path(demo.__file__).read_text('utf-8'))
    assert removed == 1
    (tmp_path / 'plain.py').write_text(plain, 'utf-8')

    def seconds(script):
        command = [sys.executable, script, '--figure', tmp_path / 'chart.png']
        start = perf_counter()
        subprocess.run(command, env=os.environ | {'MPLBACKEND': 'Agg'}, capture_output=True, check=True)
        return perf_counter() - start

    pairs = [(seconds(demo.__file__), seconds(tmp_path / 'plain.py')) for _ in range(6)]
    ours, theirs = zip(*pairs[1:], strict=True)  # the first pair warms up
    report('one epoch per call', ours, '{:.1f} s')
    report('one batch per call', theirs, '{:.1f} s')
    ratios = [a / b for a, b in pairs[1:]]
    report('ratio', ratios, '{:.2f}')
    assert median(ratios) < 0.95


def test_the_mean_attention_peaks_at_column_1_for_every_one_of_40_seeds(run_seeds):
    rows = []
    for run in run_seeds(40):
        attention = attention_by_label(run)
        groups = {'label 1': attention.loc[1], 'label 0': attention.loc[0], 'all': attention}
        for samples, of_samples in groups.items():
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


def test_the_bias_alone_gives_column_1_its_share_of_label_0(run_seeds):
    shares, biases = defaultdict(list), defaultdict(list)
    is_1 = np.arange(32) == 1
    from_others_to_1, from_1 = np.outer(~is_1, is_1), is_1[:, None]
    for run in run_seeds(5):
        layer = run.attention_vec_model.get_layer('attention_vec')
        kernel, bias = layer.get_weights()
        biases['column 1'].append(bias[1])
        biases['the others'].append(bias[~is_1].mean())
        changed = {
            'as trained': (kernel, bias),
            'no bias at column 1': (kernel, bias * ~is_1),
            'no biases': (kernel, bias * 0),
            'no weights from the other columns to column 1': (kernel * ~from_others_to_1, bias),
            'no weights from column 1': (kernel * ~from_1, bias),
        }
        for what, weights in changed.items():
            layer.set_weights(weights)
            attention = attention_by_label(run)
            for label in (0, 1):
                shares[f'{what}: label {label}'].append(attention.loc[label, 1].mean())
    for columns, values in biases.items():
        report(f'bias, {columns}', values, '{:+.2f}')
    for what, of_seeds in shares.items():
        report(what, of_seeds)
    assert max(shares['no biases: label 0']) < 1 / 32


def first_epoch_with_999(accuracies):
    return next(epoch for epoch, accuracy in enumerate(accuracies, start=1) if accuracy >= 0.999)


def test_the_accuracy_needs_no_attention(run_seeds):
    def epochs_to_999(**parts):
        runs = list(run_seeds(20, **parts))
        report('last val_accuracy', last_val_accuracies(runs), '{:.2%}')
        epochs = [first_epoch_with_999(run.model.history.history['val_accuracy']) for run in runs]
        report('first epoch with 99.9 %', epochs, '{:g}')
        return epochs

    with_attention = epochs_to_999()
    print('without attention: Multiply hands on the bare input')
    without = epochs_to_999(Multiply=lambda name: lambda pair: pair[0])
    assert max(without) < min(with_attention)


def test_without_dense_64_the_training_is_slower(run_seeds):
    def dense(units, **settings):
        return (lambda x: x) if units == 64 else real_dense(units, **settings)

    real_dense = demo.Dense
    runs = list(run_seeds(20, Dense=dense))
    accuracies = last_val_accuracies(runs)
    report('val_accuracy after 20 epochs', accuracies)
    missed = [seed for seed, run in enumerate(runs) if np.argmax(run.bars) != 1]
    print(f'\nseeds whose mean does not peak at column 1: {missed}')
    assert median(accuracies) < 0.999


@pytest.fixture
def run_own_data(run_seeds):
    """run_own_data(change, *options): runs of main at 5 seeds, the data of get_data changed."""

    def run_own_data(change, *options, get_data=demo.get_data):
        return list(run_seeds(5, *options, get_data=lambda *arguments: change(*get_data(*arguments))))

    return run_own_data


def test_own_data_sorted_by_label_is_validated_on_the_label_it_was_not_trained_on(run_own_data):
    runs = run_own_data(lambda x, y: (x[y[:, 0].argsort()], np.sort(y, axis=0)))
    report('val_accuracy', last_val_accuracies(runs))
    assert median(last_val_accuracies(runs)) < 0.5


def test_own_data_with_one_large_column_moves_the_attention(run_own_data):
    runs = run_own_data(lambda x, y: (x * np.where(np.arange(32) == 5, 1000, 1), y))
    report('val_accuracy', last_val_accuracies(runs))
    report('highest bar that says nothing', [max(np.delete(run.bars, 1)) for run in runs])
    assert max(last_val_accuracies(runs)) < 0.99


def test_own_data_of_fewer_rows_needs_more_epochs(run_own_data):
    for epochs in ('20', '100'):
        runs = run_own_data(lambda x, y: (x[:2000], y[:2000]), '--epochs', epochs)
        report(f'{epochs} epochs, val_accuracy', last_val_accuracies(runs))
        report('column 1', [run.bars[1] for run in runs])
        report('highest other', [max(np.delete(run.bars, 1)) for run in runs])
    assert min(last_val_accuracies(runs)) > 0.85


def test_draw_the_mean_attention_by_label(trained, draw):
    attention = attention_by_label(trained).groupby(level=0).mean().T
    attention.columns = [f'label {label}' for label in attention]
    draw(attention, 'Mean attention of 2,000 test samples, by label', 'attention_by_label.png')
