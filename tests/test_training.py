"""训练: how train trains."""

import keras
import numpy as np
import pytest

from attention_demo import build_model, get_data, train


def test_training_takes_20_epochs_of_79_batches(trained):
    history = trained(1).history
    assert isinstance(history, keras.callbacks.History)
    assert history.epoch == list(range(20))
    assert history.params['steps'] == 79  # 5,000 samples in batches of 64


def test_training_reports_loss_and_accuracy_of_both_halves(trained):
    assert set(trained(1).history.history) == {'loss', 'accuracy', 'val_loss', 'val_accuracy'}


def test_training_ends_with_every_validation_sample_right(trained):
    history = trained(1).history.history
    assert history['val_accuracy'][-1] >= 0.999
    assert history['val_loss'][-1] < 0.003


def test_the_optimizer_is_adam_and_the_loss_binary_cross_entropy(trained):
    model = trained(1).model
    assert type(model.optimizer) is keras.optimizers.Adam
    assert model.loss == 'binary_crossentropy'


def test_one_call_into_the_backend_trains_one_epoch(trained):
    assert trained(1).model.steps_per_execution == 79


def test_progress_is_shown(capsys):
    model, _ = build_model()
    train(model, *get_data(256, 32), epochs=3)
    shown = capsys.readouterr().out
    for epoch in (1, 2, 3):
        assert f'Epoch {epoch}/3' in shown


@pytest.mark.parametrize('n', [1000, 1024], ids=['a last batch of 52', 'full batches only'])
def test_one_epoch_per_call_leaves_the_weights_of_one_batch_per_call(n):
    """The article's own compile and fit, one batch per call, against train."""

    def run(fit):
        keras.utils.set_random_seed(3)
        x, y = get_data(n, 32)
        model, _ = build_model()
        history = fit(model, x, y).history
        return model.get_weights(), history

    def fit_as_the_article_does(model, x, y):
        model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
        return model.fit(x, y, epochs=4, batch_size=64, validation_split=0.5, verbose=0)

    expected, expected_history = run(fit_as_the_article_does)
    found, found_history = run(lambda model, x, y: train(model, x, y, epochs=4))
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for name in ('loss', 'accuracy', 'val_loss', 'val_accuracy'):
        assert found_history[name] == pytest.approx(expected_history[name])
