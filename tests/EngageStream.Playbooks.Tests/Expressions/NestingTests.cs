namespace EngageStream.Playbooks.Tests.Expressions;

public class NestingTests
{
    [Fact]
    public void Absurd_nesting_is_an_error_and_no_stack_overflow()
    {
        string where = new string('(', 1500) + "risk < 0.5" + new string(')', 1500);
        Assert.Contains("nested too deeply", Assert.Single(Sample.Errors(Sample.Text(where: where))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_too_long_to_read_is_refused()
    {
        string where = string.Join(" or ", Enumerable.Repeat("risk < 0.5", 1000));
        Assert.Contains("at most 4000", Assert.Single(Sample.Errors(Sample.Text(where: where))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_with_thousands_of_combinations_is_still_compiled()
    {
        string where = string.Join(" and ", Enumerable.Range(1, 40).Select(i => $"(sessions != {i} or active_days != {i})"));
        Assert.Empty(Sample.Errors(Sample.Text(where: where)));
    }
}
