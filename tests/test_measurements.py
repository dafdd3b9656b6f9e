"""The figures that the README states: `python -m pytest -m slow -s` measures them again."""

import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

pytestmark = pytest.mark.slow


def seconds(script, folder, **environment):
    """The time of the whole process `python script`, from its start to its exit."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, script, '--figure', folder / 'chart.png'],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


def paired_ratio(ours, theirs):
    """The median ratio of their times, run in turns: a pair to warm up, then five that count."""
    ratios = []
    for pair in range(6):
        a, b = ours(), theirs()
        ratios.append(a / b)
        print(f'\npair {pair}: {a:.1f} s against {b:.1f} s', end='')
    counted = ratios[1:]
    print(f'\nratio: {median(counted):.2f}, {min(counted):.2f} to {max(counted):.2f}')
    return median(counted)


def test_one_epoch_per_call_takes_at_most_0_80_of_the_time(tmp_path):
    source = Path(demo.__file__).read_text(encoding='utf-8')
    plain, removed = re.subn(r'\n *steps_per_execution=.*', '', source)
    assert removed == 1
    (tmp_path / 'plain.py').write_text(plain, encoding='utf-8')

    ratio = paired_ratio(
        lambda: seconds(demo.__file__, tmp_path), lambda: seconds(tmp_path / 'plain.py', tmp_path)
    )
    assert ratio <= 0.80


def test_the_jax_backend_takes_about_as_long_as_tensorflow(tmp_path):
    pytest.importorskip('jax')
    ratio = paired_ratio(
        lambda: seconds(demo.__file__, tmp_path, KERAS_BACKEND='jax'),
        lambda: seconds(demo.__file__, tmp_path, KERAS_BACKEND='tensorflow'),
    )
    assert ratio <= 1.2


def test_the_mean_attention_peaks_at_column_1_for_every_one_of_40_seeds(trained):
    rows, missed = [], []
    for seed in range(40):
        with redirect_stdout(StringIO()):  # no progress bars between the figures
            predict = trained(1, seed).attention_vec_model.predict
        # what main draws: the training samples, then the charted one; 4,000 more to judge it by
        np.random.seed(seed)
        demo.get_data(10000, demo.INPUT_DIM)
        x, y = demo.get_data(1, demo.INPUT_DIM)
        charted = predict(x, verbose=0)[0]
        print(
            f'\nseed {seed} charts label {y[0, 0]}, column 1 at {charted[1]:.1%}'
            f', highest bar {charted.argmax()} at {charted.max():.1%}',
            end='',
        )
        if charted.argmax() != 1:
            missed.append(seed)

        x, y = demo.get_data(4000, demo.INPUT_DIM)
        attention = predict(x, verbose=0)
        for samples, mask in (
            ('label 1', y[:, 0] == 1),
            ('label 0', y[:, 0] == 0),
            ('all', y[:, 0] >= 0),
        ):
            rows.append(
                {
                    'samples': samples,
                    'attention on column 1': attention[mask, 1].mean(),
                    'samples that peak there': (attention[mask].argmax(axis=1) == 1).mean(),
                    'seeds whose mean peaks there': attention[mask].mean(axis=0).argmax() == 1,
                }
            )
    by_samples = pd.DataFrame(rows).groupby('samples', sort=False)
    shares = by_samples[['attention on column 1', 'samples that peak there']]
    peaks = by_samples['seeds whose mean peaks there'].sum()
    print(f'\n{len(missed)} of 40 charts have another highest bar: seeds {missed}')
    print(shares.agg(['mean', 'min', 'max']).map('{:.1%}'.format).to_string())
    print(peaks.to_string())
    assert peaks['all'] == 40
