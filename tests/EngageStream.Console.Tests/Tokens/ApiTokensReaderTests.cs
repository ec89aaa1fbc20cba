using EngageStream.Console.Tokens;

namespace EngageStream.Console.Tests.Tokens;

public sealed class ApiTokensReaderTests
{
    private const string Secret = "s3cret-0123456789abcdef";

    [Fact]
    public void Lines_hold_name_scopes_and_token()
    {
        ApiTokens tokens = ApiTokensReader.Read($"# who\n\nann read,operate {Secret}\r\n  bob\terase  other-{Secret}\n", out IReadOnlyList<string> errors);

        Assert.Empty(errors);
        Assert.Equal(["ann", "bob"], tokens.All.Select(token => token.Name));
        Assert.Equal(ApiScope.Read | ApiScope.Operate, tokens.Find(Secret)!.Scopes);
        Assert.Equal(ApiScope.Erase, tokens.Find($"other-{Secret}")!.Scopes);
        Assert.Null(tokens.Find(Secret + "x"));
        Assert.Null(tokens.Find(""));
    }

    [Fact]
    public void Tokens_in_one_line_are_apart_by_semicolons()
    {
        ApiTokens tokens = ApiTokensReader.Read($"ann read {Secret};bob read other-{Secret}", out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        Assert.Equal("bob", tokens.Find($"other-{Secret}")!.Name);
    }

    [Fact]
    public void A_token_may_be_given_by_its_digest()
    {
        // printf %s s3cret-0123456789abcdef | sha256sum
        const string Digest = "27cce6dcd3a6f0e76f3e5a1e8eb7de38ab3668aecb72ba1ba4f3d742a485b3e3";
        ApiTokens tokens = ApiTokensReader.Read($"ann read sha256:{Digest}", out IReadOnlyList<string> errors);

        Assert.Empty(errors);
        Assert.Equal("ann", tokens.Find(Secret)!.Name);
        Assert.Null(tokens.Find($"sha256:{Digest}"));
    }

    [Theory]
    [InlineData("", "there is no token")]
    [InlineData("# nobody", "there is no token")]
    [InlineData("s3cret-0123456789abcdef", "line 1 has 1 words")]
    [InlineData("ann read write s3cret-0123456789abcdef", "line 1 has 4 words")]
    [InlineData("\nann write s3cret-0123456789abcdef", "line 2: the scopes of 'ann'")]
    [InlineData("ann read, s3cret-0123456789abcdef", "line 1: the scopes of 'ann'")]
    [InlineData("ann read s3cret", "line 1: the token of 'ann'")]
    [InlineData("ann read sha256:s3cret", "line 1: the token of 'ann'")]
    [InlineData("a/b read s3cret-0123456789abcdef", "line 1: the name")]
    [InlineData("ann read s3cret-0123456789abcdef\nann read other-s3cret-0123456789", "line 2: 'ann' is there already")]
    public void What_is_wrong_is_told_with_its_line_and_without_the_token(string text, string expected)
    {
        ApiTokensReader.Read(text, out IReadOnlyList<string> errors);
        string error = Assert.Single(errors);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }
}
