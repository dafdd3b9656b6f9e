"""模型定义函数: what build_model builds."""

import keras
import numpy as np
import pytest

from attention_demo import build_model, get_data


@pytest.fixture
def built():
    keras.utils.set_random_seed(0)
    return build_model()


@pytest.fixture
def x():
    np.random.seed(1)
    return get_data(50, 32)[0].astype('float32')


def softmax(scores):
    exponential = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponential / exponential.sum(axis=1, keepdims=True)


def test_the_layers_are_those_of_the_article_in_its_order(built):
    layers = built[0].layers
    assert [type(layer) for layer in layers] == [
        keras.layers.InputLayer,
        keras.layers.Dense,
        keras.layers.Multiply,
        keras.layers.Dense,
        keras.layers.Dense,
    ]
    assert [layer.name for layer in layers[1:3]] == ['attention_vec', 'attention_mul']
    assert [layer.output.shape for layer in layers] == [
        (None, 32),
        (None, 32),
        (None, 32),
        (None, 64),
        (None, 1),
    ]


def test_attention_mul_takes_the_input_then_its_attention(built):
    model, attention_vec_model = built
    first, second = model.get_layer('attention_mul').input
    assert first is model.input
    assert second is attention_vec_model.output


def test_the_dense_layers_are_softmax_then_linear_then_sigmoid(built):
    dense = [layer for layer in built[0].layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.activation.__name__ for layer in dense] == ['softmax', 'linear', 'sigmoid']


def test_the_dense_layers_start_as_keras_starts_them(built):
    for layer in (built[0].layers[i] for i in (1, 3, 4)):
        assert isinstance(layer.kernel_initializer, keras.initializers.GlorotUniform)
        assert isinstance(layer.bias_initializer, keras.initializers.Zeros)
        assert layer.use_bias


def test_the_model_has_3233_parameters(built):
    assert built[0].count_params() == 3233


def test_the_width_follows_input_dim():
    model, attention_vec_model = build_model(8)
    assert model.input_shape == attention_vec_model.input_shape == (None, 8)
    assert attention_vec_model.output_shape == (None, 8)
    assert model.output_shape == (None, 1)


def test_the_model_computes_what_the_article_says(built, x):
    model = built[0]
    v, a, w, b, u, c = model.get_weights()
    attention_probs = softmax(x @ v + a)
    logit = ((x * attention_probs) @ w + b) @ u + c
    np.testing.assert_allclose(model.predict(x, verbose=0), 1 / (1 + np.exp(-logit)), atol=1e-6)


def test_attention_mul_is_the_product_of_the_input_and_its_attention(built, x):
    model, attention_vec_model = built
    product = keras.Model(model.input, model.get_layer('attention_mul').output)
    np.testing.assert_allclose(
        product.predict(x, verbose=0), x * attention_vec_model.predict(x, verbose=0), atol=1e-6
    )


def test_an_attention_vector_is_a_probability_distribution(built, x):
    attention = built[1].predict(x, verbose=0)
    assert attention.shape == (50, 32)
    assert (attention > 0).all()
    np.testing.assert_allclose(attention.sum(axis=1), 1, atol=1e-6)


def test_both_models_share_the_layer_attention_vec(built):
    model, attention_vec_model = built
    assert attention_vec_model.layers[-1] is model.get_layer('attention_vec')
    assert attention_vec_model.count_params() == 1056


def test_training_the_model_trains_the_attention_model(trained, built, x):
    # seed 0 built both, so `built` is what `trained` was before it was trained
    run = trained(1)
    v, a = run.model.get_layer('attention_vec').get_weights()
    assert abs(v - built[0].get_layer('attention_vec').get_weights()[0]).max() > 0.1
    np.testing.assert_allclose(
        run.attention_vec_model.predict(x, verbose=0), softmax(x @ v + a), atol=1e-6
    )
