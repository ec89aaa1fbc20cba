namespace EngageStream.Playbooks.Tests.Yaml;

/// <summary>Errors in an expression point into the YAML scalar, however it is written.</summary>
public class PlacesTests
{
    [Theory]
    [InlineData("risk < 0.5 or wrong > 1", 17, 26)]
    [InlineData("\"risk < 0.5 or wrong > 1\"", 17, 27)]
    [InlineData("'risk < 0.5 or wrong > 1'", 17, 27)]
    [InlineData("'trait.email == ''a'' or wrong > 1'", 17, 37)]
    [InlineData("\"trait.email == \\\"a\\\" or wrong > 1\"", 17, 37)]
    [InlineData("\"trait.email == '\\u00e9' or wrong > 1\"", 17, 40)]
    [InlineData("risk < 0.5\n      or wrong > 1", 18, 10)]
    [InlineData("\"risk < 0.5\n      or wrong > 1\"", 18, 10)]
    [InlineData("risk < 0.5\n\n\n      or wrong > 1", 20, 10)]
    [InlineData(">\n      risk < 0.5\n      or wrong > 1", 19, 10)]
    [InlineData("|\n      risk < 0.5\n        or wrong > 1\n", 19, 12)]
    [InlineData("|-\n\n      risk < 0.5\n\n      or wrong > 1\n", 21, 10)]
    [InlineData(">-\n      risk < 0.5\n\n\n      or\n      wrong > 1\n", 22, 7)]
    public void The_place_is_that_in_the_file(string where, int line, int column)
    {
        PlaybookError error = Assert.Single(PlaybookCompiler.Compile(Sample.Text(where: where), Sample.File).Errors);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith("unknown name wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_no_place()
    {
        string text = "\uFEFF" + Sample.Text(where: ">\n      risk < 0.5\n      or wrong > 1").ReplaceLineEndings("\r\n");
        PlaybookError error = Assert.Single(PlaybookCompiler.Compile(text, Sample.File).Errors);
        Assert.Equal((19, 10), (error.Line, error.Column));
    }
}
