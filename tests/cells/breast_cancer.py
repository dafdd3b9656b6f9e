from sklearn.datasets import load_breast_cancer
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

seed = 0
table, labels = load_breast_cancer(return_X_y=True, as_frame=True)
train, test = train_test_split(np.arange(len(table)), test_size=0.2, random_state=seed)
x = StandardScaler().fit(table.iloc[train]).transform(table)
y = labels.to_numpy()[:, None]
input_dim = x.shape[1]

set_random_seed(seed)
m, attention_vec_model = build_model()
m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
m.fit([x[train]], y[train], epochs=200, batch_size=64, verbose=2)
print('accuracy =', m.evaluate([x[test]], y[test], verbose=0)[1])

lost = permutation_importance(
    m,
    x,
    y,
    scoring=lambda m, x, y: ((m.predict_on_batch([x]) > 0.5) == y).mean(),
    n_repeats=30,
    random_state=seed,
)
panels = {
    'mean attention weight': attention_vec_model.predict([x]).mean(axis=0),
    'accuracy lost when the column is shuffled': lost.importances_mean,
}
pd.DataFrame(panels, index=table.columns).plot.bar(subplots=True, legend=False, figsize=(8, 7))
plt.tight_layout()
plt.show()
