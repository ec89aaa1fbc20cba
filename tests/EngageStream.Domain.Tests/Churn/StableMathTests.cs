using System.Numerics;
using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

public class StableMathTests
{
    private static readonly ChurnParameters Unit = new(1, 1, 1, 1);

    // With r = 1 and a = b = 1 the rising factorials are x!, (x+1)! and (x+2)!/2: the likelihood is checked against exact integers.
    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(500)]
    public void The_likelihood_equals_exact_factorials(int x)
    {
        BigInteger factorial = 1;
        for (int i = 2; i <= x; i++)
        {
            factorial *= i;
        }

        double bracket = Math.Pow(2, -(1d + x)) * (1 + 1 / (1d + x));
        double expected = BigInteger.Log(factorial) + Math.Log(1 / (x + 2d)) + Math.Log(bracket);

        Assert.Equal(expected, MbgNbd.LogLikelihood(Unit, new RepeatHistory(x, 1, 1)), 1e-10 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void A_nearly_uniform_drop_out_is_the_limit_of_a_fixed_one()
    {
        // Beta(a, b) with a / (a + b) = 0.2 and huge b is the point 0.2; subtracted log-gammas would leave noise here.
        var nearly = new ChurnParameters(1, 1, 2e11, 8e11);
        const int x = 40;

        double fixedDropOut = Enumerable.Range(1, x).Sum(i => Math.Log(i))
            + x * Math.Log(0.8) + Math.Log(0.2 * Math.Pow(51, -41) + 0.8 * Math.Pow(61, -41));

        Assert.Equal(fixedDropOut, MbgNbd.LogLikelihood(nearly, new RepeatHistory(x, 50, 60)), 1e-6);
    }
}
