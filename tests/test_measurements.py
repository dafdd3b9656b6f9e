"""The numbers of README.md on the weights: `python -m pytest -m slow -s` measures them again."""

import numpy as np
import pandas as pd
import pytest
from program import SCRIPT, run_program
from told import check_told

pytestmark = pytest.mark.slow


def trained_programs(seeds, **how):
    """The program at each of the seeds, trained, with 4,000 test samples."""
    for seed in seeds:
        print('seed', seed, end=' ', flush=True)
        samples = ('get_data(1, input_dim)', 'get_data(4000, input_dim)')
        yield run_program(('seed(0)', f'seed({seed})'), samples, **how).program


def attention_by_label(program):
    """The attention weights of the test samples, a row each, indexed by their labels."""
    attention = program.attention_vec_model.predict([program.testing_inputs_1], verbose=0)
    return pd.DataFrame(attention, index=program.testing_outputs[:, 0])


def first_epoch_at_999(program):
    accuracies = program.m.history.history['val_accuracy']
    return next(epoch for epoch, accuracy in enumerate(accuracies, 1) if accuracy >= 0.999)


def test_the_weights_over_40_seeds():
    weights, peaks, epochs = [], [], []
    for program in trained_programs(range(40)):
        attention = attention_by_label(program)
        samples = {'label 1': attention.loc[1], 'label 0': attention.loc[0], 'all': attention}
        assert {some.mean().idxmax() for some in samples.values()} == {1}
        weights.append({name: some[1].mean() for name, some in samples.items()})
        peaks.append({name: (some.idxmax(axis=1) == 1).mean() for name, some in samples.items()})
        epochs.append(first_epoch_at_999(program))
    weights, peaks = pd.DataFrame(weights), pd.DataFrame(peaks)
    for name, column in weights.items():
        measured = [column.mean(), peaks[name].mean()]
        check_told(f'| {name} | {{}} | {{}} |', measured, [0.01, 0.03])
    check_told('reaches 99.9% after about {} epochs', [np.median(epochs)], 1.5)


def test_the_epochs_without_attention_over_10_seeds():
    bare_input = {'keras.layers.Multiply': lambda name: lambda pair: pair[0]}
    programs = trained_programs(range(10), patches=bare_input)
    epochs = [first_epoch_at_999(program) for program in programs]
    check_told('and without attention after {} or {}', [min(epochs), max(epochs)], 0)


def test_the_default_run_and_its_picture(default_run):
    highest = default_run.bars[1]
    check_told('The legend says %, but {} is {}', [highest, highest], 0.02)
    check_told('while the chart says {}', [highest], 0.02)
    others = max(np.delete(default_run.bars, 1))
    check_told('Column 1 stands at {}, every other below {}', [highest, others], 0.02)
    (SCRIPT.with_name('figures') / 'default_run.png').write_bytes(default_run.picture)


def test_what_the_columns_add_in_the_default_run(default_run):
    program, x = default_run.program, default_run.program.testing_inputs_1
    _, _, w, b, u, c = program.m.get_weights()
    added = (x * default_run.bars * (w @ u)[:, 0])[0]
    constant = (b @ u + c)[0]
    measured = [added[1], added.sum() - added[1], constant]
    sentence = 'of column 1 is {}, that of the 31 others together {}, and the constant is {}'
    check_told(sentence, measured, [3, 1, 2])


def test_a_copy_that_sets_the_seed_of_numpy_to_1337_charts_label_0():
    of_numpy = {'keras.utils.set_random_seed': np.random.seed}
    program = run_program(('seed(0)', 'seed(1337)'), patches=of_numpy).program
    assert program.testing_outputs.tolist() == [[0]]
