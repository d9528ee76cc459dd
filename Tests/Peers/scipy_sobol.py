"""Sobol points from SciPy, as whole multiples of 2^-32.

Run with SciPy 1.17 as: python3 Tests/Peers/scipy_sobol.py > Tests/SamplingTests/Resources/scipy_sobol.csv
"""

from scipy.stats import qmc

points = qmc.Sobol(d=64, scramble=False, bits=32).random(64)
print("point,dimension,word")
for point in [0, 1, 2, 3, 4, 7, 21, 63]:
    for dimension in range(64):
        print(f"{point},{dimension},{int(points[point, dimension] * 2**32)}")
