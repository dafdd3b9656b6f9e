from keras.models import Model


def get_activations(model, inputs, print_shape_only=False, layer_name=None):
    layer = model.get_layer(layer_name)
    return [Model(inputs=model.inputs, outputs=layer.output).predict(inputs)]
