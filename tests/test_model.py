"""模型定义函数: what build_model builds."""

import numpy as np
from keras.layers import Dense, Multiply


def test_the_layers_are_those_of_the_article_in_its_order(trained):
    _, *layers = trained.model.layers
    expected = [Dense(32, activation='softmax'), Multiply(), Dense(64), Dense(1, activation='sigmoid')]
    for layer, of_the_article in zip(layers, expected, strict=True):
        assert type(layer) is type(of_the_article)
        assert {**layer.get_config(), 'name': ''} == {**of_the_article.get_config(), 'name': ''}
    assert [layer.name for layer in layers[:2]] == ['attention_vec', 'attention_mul']


def test_both_models_compute_what_the_article_says_from_the_trained_weights(trained):
    x = trained.data[0][0][:50]
    v, a, w, b, u, c = trained.model.get_weights()
    powers = np.exp(x @ v + a)
    attention_probs = powers / powers.sum(axis=1, keepdims=True)
    logits = ((x * attention_probs) @ w + b) @ u + c
    shown = trained.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(shown, attention_probs, atol=1e-5)
    predicted = trained.model.predict([x], verbose=0)
    np.testing.assert_allclose(predicted, 1 / (1 + np.exp(-logits)), atol=1e-5)
    assert shown.dtype == predicted.dtype == np.float32
