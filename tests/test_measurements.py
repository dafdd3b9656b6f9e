"""The numbers of README.md on the program: `python -m pytest -m slow -s` measures them again."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pages import check_claim, code_blocks, edits_of_readme, english_half
from run_of_2017 import BARS, run_of_2017
from running import REPOSITORY, attention_by_label, run_program

pytestmark = pytest.mark.slow
README = 'README.md'
FIGURES = REPOSITORY / 'figures'


def trained_runs(seeds, patches=None):
    """A run of the program at each of the seeds, with 4,000 test samples."""
    for seed in seeds:
        print('seed', seed, end=' ', flush=True)
        samples = ('get_data(1, input_dim)', 'get_data(4000, input_dim)')
        yield run_program(('seed(0)', f'seed({seed})'), samples, patches=patches)


def first_epoch_at_999(run):
    accuracies = run.variables.m.history.history['val_accuracy']
    return next(epoch for epoch, accuracy in enumerate(accuracies, 1) if accuracy >= 0.999)


def test_the_weights_over_40_seeds():
    weights, peaks, epochs = [], [], []
    for run in trained_runs(range(40)):
        left = run.variables
        attention = attention_by_label(run, left.testing_inputs_1, left.testing_outputs)
        samples = {'label 1': attention.loc[1], 'label 0': attention.loc[0], 'all': attention}
        assert {some.mean().idxmax() for some in samples.values()} == {1}
        weights.append({name: some[1].mean() for name, some in samples.items()})
        peaks.append({name: (some.idxmax(axis=1) == 1).mean() for name, some in samples.items()})
        epochs.append(first_epoch_at_999(run))
    weights, peaks = pd.DataFrame(weights).mean(), pd.DataFrame(peaks).mean()
    for name in weights.index:
        measured = [weights[name], peaks[name]]
        check_claim(README, f'| {name} | {{}} | {{}} |', measured, [0.01, 0.03])
    check_claim(README, 'reaches 99.9% after about {} epochs', [np.median(epochs)], 1.5)


def test_the_epochs_without_attention_over_10_seeds():
    def without_attention(name):
        """In place of Multiply(name), a function that returns the input as it is."""
        return lambda inputs_and_attention: inputs_and_attention[0]

    patches = {'keras.layers.Multiply': without_attention}
    epochs = [first_epoch_at_999(run) for run in trained_runs(range(10), patches)]
    check_claim(README, 'and without attention after {} or {}', [min(epochs), max(epochs)], 0)


def test_the_default_run_and_its_picture(default_run):
    highest = default_run.bars[1]
    check_claim(README, 'The legend says %, but {} is {}', [highest, highest], 0.02)
    check_claim(README, 'while the chart says {}', [highest], 0.02)
    others = max(np.delete(default_run.bars, 1))
    sentence = 'Column 1 stands at {}, every other below {<}'
    check_claim(README, sentence, [highest, others], 0.02)
    (FIGURES / 'default_run.png').write_bytes(default_run.files['figures/attention.png'])


def test_what_the_columns_add_in_the_default_run(default_run):
    x = default_run.variables.testing_inputs_1
    _, _, w, b, u, c = default_run.variables.m.get_weights()
    added = (x * default_run.bars * (w @ u)[:, 0])[0]
    constant = (b @ u + c)[0]
    measured = [added[1], added.sum() - added[1], constant]
    sentence = 'of column 1 is {}, that of the 31 others together {}, and the constant is {}'
    check_claim(README, sentence, measured, [3, 1, 2])


def test_each_edit_charts_the_bar_that_its_row_tells():
    for cell, pairs in edits_of_readme().items():
        run = run_program(*pairs)
        left = run.variables
        (column,) = (left.testing_inputs_1 == left.testing_outputs).all(axis=0).nonzero()
        check_claim(README, f'| {cell} | {{}} |', [run.bars[column.item()]], 0.05)


def test_the_picture_of_the_cell_has_the_bars_that_the_page_tells():
    (cell,) = code_blocks(english_half(), 'python')
    exec(cell.replace('plt.show()', ''), {**vars(run_program().variables)})
    bars = [[bar.get_height() for bar in label] for label in plt.gca().containers]
    elsewhere = np.delete(bars, 1, axis=1).max()
    sentence = 'labels 0 and 1 stand at {} and {}, elsewhere below {<}'
    check_claim(README, sentence, [bars[0][1], bars[1][1], elsewhere], [0.02, 0.02, 0.01])
    plt.savefig(FIGURES / 'attention_by_label.png')


def test_the_bars_of_2017_differ_by_as_much_as_the_page_says_and_by_more_with_todays_epsilon():
    of_2017, _ = run_of_2017(epsilon=1e-8)
    of_today, _ = run_of_2017(epsilon=1e-7)
    sentence = 'that its ancestor drew in 2017, to within {<}'
    check_claim(README, sentence, [abs(of_2017.bars - BARS).max()], 5e-07)
    assert abs(of_today.bars - BARS).max() > 10 * abs(of_2017.bars - BARS).max()


def test_a_copy_that_sets_the_seed_of_numpy_to_1337_charts_label_0_as_old_lines_md_says():
    of_numpy = {'keras.utils.set_random_seed': np.random.seed}
    run = run_program(('seed(0)', 'seed(1337)'), patches=of_numpy)
    assert run.variables.testing_outputs.tolist() == [[0]]
