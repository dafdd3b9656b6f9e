x, y = get_data(2000, input_dim)
attention = pd.DataFrame(attention_vec_model.predict([x]))
attention['label'] = y[:, 0]
attention.groupby('label').mean().T.plot(
    kind='bar', xlabel='column', ylabel='mean attention weight'
)
plt.show()
