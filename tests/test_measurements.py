"""The figures of README.md on the weights: `python -m pytest -m slow -s` measures them again."""

import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT, check_told, run_program

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
    weights, peaks, without_biases, epochs = [], [], [], []
    for program in trained_programs(range(40)):
        attention = attention_by_label(program)
        samples = {'label 1': attention.loc[1], 'label 0': attention.loc[0], 'all': attention}
        assert {some.mean().idxmax() for some in samples.values()} == {1}
        weights.append({name: some[1].mean() for name, some in samples.items()})
        peaks.append({name: (some.idxmax(axis=1) == 1).mean() for name, some in samples.items()})
        epochs.append(first_epoch_at_999(program))
        layer = program.attention_vec_model.get_layer('attention_vec')
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, 0 * bias])
        without_biases.append(attention_by_label(program).loc[0, 1].mean())
    weights, peaks = pd.DataFrame(weights), pd.DataFrame(peaks)
    for name, column in weights.items():
        measured = [column.mean(), peaks[name].mean()]
        check_told(f'| {name} | {{}} | {{}} |', measured, [0.01, 0.03])
    check_told('(even share: {})', [1 / 32], 0.001)
    peaks = peaks['label 0']
    range_of_seeds = 'as the highest in about {} to {} of the samples'
    check_told(range_of_seeds, [peaks.min(), peaks.max()], 0.06)
    for sentence in ('still the highest in about {} of the samples', '但在约 {} 的样本中仍然最高'):
        check_told(sentence, [peaks.mean()], 0.03, page=SCRIPT.name)
    check_told('It gets its {} because', [weights['label 0'].mean()], 0.01)
    check_told('with these zeroed, it gets {}', [np.mean(without_biases)], 0.002)
    check_told('reaches 99.9% after about {} epochs', [np.median(epochs)], 1.5)


def test_the_epochs_without_attention_over_10_seeds():
    bare_input = {'keras.layers.Multiply': lambda name: lambda pair: pair[0]}
    programs = trained_programs(range(10), patches=bare_input)
    epochs = [first_epoch_at_999(program) for program in programs]
    check_told('and without attention after {} to {}', [min(epochs), max(epochs)], 1)


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
    x = program.get_data(50000, 32)[0]
    x = x[x[:, 1] == 0]
    attention = program.attention_vec_model.predict([x], verbose=0)
    exceeding = (abs(x * attention @ (w @ u)) > abs(constant)).mean()
    check_told('outweigh it in fewer than 1 of {} samples', [1000], 0)
    assert exceeding < 1 / 1000


def test_without_the_layer_of_64_the_model_learns_more_slowly():
    bare = run_program(('Dense(64)(attention_mul)', 'attention_mul')).program
    assert max(bare.m.history.history['val_accuracy']) < 0.99


def test_a_copy_that_sets_the_seed_of_numpy_to_1337_charts_label_0():
    of_numpy = {'keras.utils.set_random_seed': np.random.seed}
    program = run_program(('seed(0)', 'seed(1337)'), patches=of_numpy).program
    assert program.testing_outputs.tolist() == [[0]]
