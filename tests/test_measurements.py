"""The figures and pictures of README.md, measured again: `python -m pytest -m slow -s`."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import CELLS, NO_TRAINING, SCRIPT, edited
from figures_of_the_readme import FIGURES

pytestmark = pytest.mark.slow


def trained_programs(run_program, seeds, *edits, **how):
    """The program at each of the seeds, trained, with 4,000 test samples."""
    for seed in seeds:
        print('seed', seed, end=' ', flush=True)
        samples = ('get_data(1, input_dim)', 'get_data(4000, input_dim)')
        yield run_program(('seed(0)', f'seed({seed})'), samples, *edits, **how).program


def attention_by_label(program):
    """The attention weights of the test samples, a row each, indexed by their labels."""
    attention = program.attention_vec_model.predict([program.testing_inputs_1], verbose=0)
    return pd.DataFrame(attention, index=program.testing_outputs[:, 0])


def mean_and_range(values):
    return [np.mean(values), min(values), max(values)]


def first_epoch_at_999(program):
    accuracies = program.m.history.history['val_accuracy']
    return next(epoch for epoch, accuracy in enumerate(accuracies, 1) if accuracy >= 0.999)


def attention_over_seeds(run_program):
    shares, peaks = np.empty((3, 40)), np.empty((3, 40))
    without_biases, with_attention = [], []
    for seed, program in enumerate(trained_programs(run_program, range(40))):
        attention = attention_by_label(program)
        for row, weights in enumerate((attention.loc[1], attention.loc[0], attention)):
            shares[row, seed] = weights[1].mean()
            peaks[row, seed] = (weights.idxmax(axis=1) == 1).mean()
            assert weights.mean().idxmax() == 1
        with_attention.append(first_epoch_at_999(program))
        layer = program.attention_vec_model.get_layer('attention_vec')
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, 0 * bias])
        without_biases.append(attention_by_label(program).loc[0, 1].mean())
    bare_input = {'keras.layers.Multiply': lambda name: lambda pair: pair[0]}
    programs = trained_programs(run_program, range(10), patches=bare_input)
    without_attention = [first_epoch_at_999(program) for program in programs]
    rows = [[*mean_and_range(shares[row]), peaks[row].mean()] for row in range(3)]
    epochs = [
        min(with_attention),
        max(with_attention),
        min(without_attention),
        max(without_attention),
    ]
    longer = trained_programs(run_program, range(3), ('epochs=20', 'epochs=100'))
    after_100_epochs = [attention_by_label(program).loc[1, 1].mean() for program in longer]
    return [
        *rows,
        [shares[1].mean(), np.mean(without_biases)],
        epochs,
        [np.mean(after_100_epochs)],
    ]


def edits(run_program):
    default = run_program()
    label_0 = run_program(('seed(0)', 'seed(2)'))
    narrow = run_program(('input_dim = 32', 'input_dim = 8'))
    mean = run_program(
        ('get_data(1, input_dim)', 'get_data(2000, input_dim)'), ('[0].flatten()', '.mean(axis=0)')
    )
    without_64 = run_program(('Dense(64)(attention_mul)', 'attention_mul'))
    accuracy = without_64.program.m.history.history['val_accuracy'][-1]
    assert label_0.bars[1] < default.bars[1] / 3
    assert default.bars[1] < narrow.bars[1] < without_64.bars[1]
    assert accuracy < 0.99
    return [
        [label_0.bars[1], max(np.delete(label_0.bars, 1))],
        [narrow.bars[1]],
        [mean.bars[1]],
        [without_64.bars[1], accuracy],
    ]


def breast_cancer(run_program):
    run = run_program(patches=NO_TRAINING)
    cell = edited((CELLS / 'breast_cancer.py').read_text('utf-8'), ('verbose=2', 'verbose=0'))
    scaled = 'StandardScaler().fit(table.iloc[train]).transform(table)'
    rows, leading = [[], [], [], []], []
    for edit in ((scaled, scaled), (scaled, 'table.to_numpy()')):
        accuracies, attention, agreements = [], [], []
        for seed in range(10):
            run.execute(edited(cell, ('seed = 0', f'seed = {seed}'), edit))
            plt.close('all')
            program = run.program
            right = (program.m.predict([program.x], verbose=0) > 0.5) == program.y
            accuracies.append(right[program.test].mean())
            attention.append(pd.Series(program.panels['mean attention weight']))
            lost = pd.Series(program.lost.importances_mean)
            agreements.append(attention[-1].corr(lost, method='spearman'))
            print(f'seed {seed}: {accuracies[-1]:.3f} {agreements[-1]:.2f}', flush=True)
        between = [a.corr(b, method='spearman') for a, b in combinations(attention, 2)]
        highest = [weights.max() for weights in attention]
        leading.append(len({weights.idxmax() for weights in attention}))
        for row, values in zip(rows, (accuracies, highest, agreements, between), strict=True):
            row.extend(mean_and_range(values))
    return [*rows, leading]


MEASURED_BY = {
    'attention over seeds': attention_over_seeds,
    'edits': edits,
    'breast cancer': breast_cancer,
}


@pytest.mark.parametrize('part', FIGURES)
def test_the_figures_are_still_true(part, run_program):
    stale = []
    for (row, figures), measured in zip(
        FIGURES[part].items(), MEASURED_BY[part](run_program), strict=True
    ):
        print('\n' + row)
        for (text, tolerance), value in zip(figures, measured, strict=True):
            told = float(text.strip('%')) / (100 if text.endswith('%') else 1)
            print(f'  README.md: {text}, measured: {value:.4g}')
            if tolerance is not None and abs(value - told) > tolerance:
                stale.append((row, text, value))
    assert not stale


@pytest.mark.parametrize('cell', ['attention_by_label', 'breast_cancer'])
def test_draw_the_picture_of_a_cell(cell, run_program):
    run = run_program()
    run.execute((CELLS / f'{cell}.py').read_text('utf-8'))
    plt.savefig(SCRIPT.with_name('figures') / f'{cell}.png')


def test_draw_the_picture_of_the_default_run(default_run):
    (SCRIPT.with_name('figures') / 'default_run.png').write_bytes(default_run.picture)
