"""Fixtures, and the surroundings of all tests.

What the project promises stands in test_attention_peak.py. test_program.py checks what else the
program does; test_article.py and test_run_of_2017.py, that it is the article's. What a page offers
is tried in test_readme.py, test_old_lines.py and test_column_importance.py. Slow tests measure the
numbers that the pages claim: those of README.md in test_measurements.py, which also redraws its
pictures. running.py runs the program, and pages.py reads the pages.
"""

import os

# What a user has at home decides no test, and no window opens.
os.environ |= {'CUDA_VISIBLE_DEVICES': '-1', 'JAX_PLATFORMS': 'cpu', 'KERAS_TORCH_DEVICE': 'cpu'}
os.environ |= {'KERAS_HOME': os.devnull, 'MATPLOTLIBRC': os.devnull, 'MPLBACKEND': 'agg'}
os.environ |= {'PYTHONUTF8': '1', 'TF_USE_LEGACY_KERAS': '0'}

import matplotlib.pyplot as plt
import pytest
from running import no_training, run_program


@pytest.fixture(scope='session')
def default_run():
    """The program as it stands. Tests look at it and leave it as it is."""
    return run_program()


@pytest.fixture(scope='session')
def untrained_run():
    """The program as it stands, but not trained. Tests look at it and leave it as it is."""
    return run_program(patches={'keras.Model.fit': no_training})


@pytest.fixture(autouse=True)
def close_all_windows():
    """Close the windows that a test leaves open, after a failure too."""
    yield
    plt.close('all')
