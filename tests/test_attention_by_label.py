"""--samples: the mean attention of many samples, label by label."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

import attention_demo as demo


@pytest.fixture
def chart(trained, monkeypatch, tmp_path):
    """chart(n): main with n samples and trained models; their labels, attention and Axes."""

    def chart(samples, seed=0, column=1):
        run, drawn = trained(column), []

        def get_data(*options):
            drawn.append(real_get_data(*options))
            return drawn[-1]

        real_get_data = demo.get_data
        options = {'samples': samples, 'seed': seed, 'attention-column': column}
        with monkeypatch.context() as spied:
            spied.setattr(demo, 'get_data', get_data)
            spied.setattr(demo, 'build_model', lambda: (run.model, run.attention_vec_model))
            spied.setattr(demo, 'train', lambda *_: None)
            demo.main(
                [f'--figure={tmp_path / "chart.png"}']
                + [f'--{name}={value}' for name, value in options.items()]
            )
        x, y = drawn[-1]
        assert len(x) == samples
        return y[:, 0], run.attention_vec_model.predict(x, verbose=0), plt.gca()

    return chart


def heights(series):
    return [bar.get_height() for bar in series]


def test_the_two_series_are_the_means_by_label(chart):
    labels, attention, axes = chart(500)
    assert len(axes.containers) == 2
    for label, series in enumerate(axes.containers):
        mean = attention[labels == label].mean(axis=0)
        np.testing.assert_allclose(heights(series), mean, atol=1e-6)
        assert all(bar.get_y() == 0 for bar in series)  # side by side, not stacked
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ['attention (%), label 0', 'attention (%), label 1']


def test_the_two_series_differ_in_lightness(chart):
    _, _, axes = chart(500)
    colours = [series[0].get_facecolor() for series in axes.containers]
    grey = [np.dot(colour[:3], (0.299, 0.587, 0.114)) for colour in colours]
    assert abs(grey[1] - grey[0]) > 0.25


@pytest.mark.parametrize('seed', range(4))
def test_one_sample_gives_one_series_its_own_vector(chart, seed):
    _, attention, axes = chart(1, seed)
    (series,) = axes.containers
    np.testing.assert_array_equal(np.float32(heights(series)), attention[0])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ['attention (%)']


def test_samples_of_one_label_give_one_series(chart):
    seed = next(seed for seed in range(99) if len(set(chart(2, seed)[0])) == 1)
    _, attention, axes = chart(2, seed)
    (series,) = axes.containers
    np.testing.assert_allclose(heights(series), attention.mean(axis=0), atol=1e-6)


def test_samples_of_label_1_attend_to_the_column_far_more(chart):
    _, _, axes = chart(2000)
    label_0, label_1 = (heights(series) for series in axes.containers)
    assert 0.10 < label_0[1] < 0.18
    assert 0.38 < label_1[1] < 0.53


def test_the_text_tells_each_label_its_highest_bar_and_its_share(chart, capsys):
    labels, attention, _ = chart(500)
    shown = capsys.readouterr().out
    for label in (0, 1):
        share = attention[labels == label].mean(axis=0)[1]
        assert f'label = {label}, highest bar = column 1, {share:.1%}\n' in shown
    assert shown.count('attention = [') == 2
    assert 'The label is in column' not in shown


@pytest.mark.parametrize('column', [1, 20])
def test_the_text_says_so_when_a_sample_peaks_elsewhere(trained, chart, capsys, column):
    samples = []
    for seed in range(100):  # what main draws: the training samples, then the one that it charts
        np.random.seed(seed)
        demo.get_data(10000, 32, column)
        samples.append(demo.get_data(1, 32, column)[0][0])
    predict = trained(column).attention_vec_model.predict
    peaks = (predict(np.array(samples), verbose=0).argmax(axis=1) == column).tolist()

    for peak in (True, False):
        capsys.readouterr()
        _, attention, _ = chart(1, peaks.index(peak), column)
        shown = capsys.readouterr().out
        highest = attention[0].argmax()
        assert (highest == column) == peak
        assert f'highest bar = column {highest}, {attention[0].max():.1%}\n' in shown
        sentence = rf'^The label is in column {column}; .*--samples 2000.*\.$'
        assert bool(re.search(sentence, shown, re.MULTILINE)) != peak
