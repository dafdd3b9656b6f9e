"""What `python attention_demo.py` draws, builds, prints, charts, writes and leaves be."""

import os
import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from running import SCRIPT, TEXT, edited, no_training, run_program


def test_get_data_returns_what_its_docstring_says(untrained_run):
    get_data = untrained_run.variables.get_data
    x, y = get_data(50, 3, attention_column=2)
    assert (x.shape, x.dtype) == ((50, 3), np.float64)
    assert (y.shape, y.dtype.kind) == ((50, 1), 'i')
    assert set(y[:, 0]) == {0, 1}
    np.testing.assert_equal(x[:, 2], y[:, 0])
    with pytest.raises(IndexError):
        get_data(50, 3, attention_column=3)


def test_seed_0_draws_the_samples_the_first_weights_and_then_the_labelled_test_samples():
    edit = ('get_data(1, input_dim)', 'get_data(2000, input_dim)')
    run = run_program(edit, patches={'keras.Model.fit': no_training})
    state = np.random.get_state()  # nothing else was drawn
    left = run.variables
    assert f'\nlabel = {left.testing_outputs[:, 0]}\n' in run.printed
    keras.utils.set_random_seed(0)
    samples = left.get_data(10000, 32)
    model, _ = left.build_model()
    test_samples = left.get_data(2000, 32)
    np.testing.assert_equal((left.inputs_1, left.outputs), samples)
    np.testing.assert_equal(left.m.get_weights(), model.get_weights())
    np.testing.assert_equal((left.testing_inputs_1, left.testing_outputs), test_samples)
    np.testing.assert_equal(state, np.random.get_state())


def test_it_prints_the_summary_its_progress_the_label_the_vector_and_the_path(
    default_run, untrained_run
):
    with redirect_stdout(StringIO()) as summary:
        untrained_run.variables.m.summary()
    assert 'attention_mul' in summary.getvalue()
    assert untrained_run.printed.startswith(summary.getvalue())
    assert 'None' not in untrained_run.printed.splitlines()
    lines_of_fit = default_run.printed.count('\n') - untrained_run.printed.count('\n')
    assert lines_of_fit >= 20
    vector = default_run.variables.attention_vector
    end = f'\nlabel = 1\nattention = {vector}\nchart = figures/attention.png\nwindows = 1\n'
    assert default_run.printed.endswith(end)


def test_the_picture_is_that_of_the_window_and_the_articles_chart(default_run):
    with plt.rc_context(plt.rcParamsDefault):  # so that a style set by the program is seen
        pd.DataFrame(default_run.bars, columns=['attention (%)']).plot(
            kind='bar', title='Attention Mechanism as a function of input dimensions.'
        )
        expected = BytesIO()
        plt.savefig(expected, format='png')
        plt.close()
    assert default_run.windows == [expected.getvalue()]
    assert default_run.files == {'figures/attention.png': expected.getvalue()}


def test_as_a_file_it_gives_the_same_numbers_and_leaves_only_its_picture(tmp_path):
    one_epoch = ('epochs=20', 'epochs=1')
    bars = run_program(one_epoch).bars
    folder, script = tmp_path / 'folder', tmp_path / SCRIPT.name
    (folder / 'figures').mkdir(parents=True)  # as an earlier run leaves it
    script.write_text(edited(TEXT, one_epoch), 'utf-8')
    variables = {name: text for name, text in os.environ.items() if name != 'PYTHONWARNINGS'}
    arguments = {'cwd': folder, 'env': variables, 'encoding': 'utf-8', 'timeout': 300}
    printed = subprocess.check_output([sys.executable, script], **arguments)
    end = r'\nlabel = 1\nattention = \[([^]]*)\]\nchart = figures/attention.png\n$'
    vector = re.search(end, printed)[1]
    np.testing.assert_allclose(np.array(vector.split(), float), bars, atol=1e-3)
    files = [path for path in tmp_path.rglob('*') if path.is_file()]
    files = {path.relative_to(tmp_path).as_posix() for path in files}
    assert files == {'attention_demo.py', 'folder/figures/attention.png'}


def test_importing_it_runs_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()
    runpy.run_path(str(SCRIPT), run_name='attention_demo')
    np.testing.assert_equal(np.random.get_state(), before)
    assert capfd.readouterr() == ('', '')
    assert [*tmp_path.iterdir()] == []
    assert plt.get_fignums() == []
