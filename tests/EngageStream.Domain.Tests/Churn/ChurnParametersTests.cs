using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

public class ChurnParametersTests
{
    [Theory]
    [InlineData(0, 1, 1, 1, "r")]
    [InlineData(1, -2, 1, 1, "alpha")]
    [InlineData(1, 1, double.NaN, 1, "a")]
    [InlineData(1, 1, 1, double.PositiveInfinity, "b")]
    public void A_parameter_that_is_not_positive_is_named(double r, double alpha, double a, double b, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ChurnParameters(r, alpha, a, b));

        Assert.Equal(name, error.ParamName);
        Assert.Contains("engagestream churn fit", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(3, 9, 9, true)]
    [InlineData(-1, 0, 0, false)]
    [InlineData(0, 4, 9, false)]
    [InlineData(1, 9, 8, false)]
    [InlineData(1, 9, double.PositiveInfinity, false)]
    [InlineData(1, double.NaN, 8, false)]
    public void A_history_knows_whether_it_can_be_true(int x, double tx, double age, bool consistent)
    {
        Assert.Equal(consistent, new RepeatHistory(x, tx, age).IsConsistent);
    }
}
