namespace EngageStream.Playbooks.Tests.Yaml;

public class YamlErrorTests
{
    [Theory]
    [InlineData("", "p.yaml: the playbook is empty; expected at least the keys playbook and stages")]
    [InlineData("# nothing but a comment\n", "p.yaml: the playbook is empty; expected at least the keys playbook and stages")]
    [InlineData("- a\n- b\n", "p.yaml:1:1: the playbook is a list; expected a set of keys")]
    [InlineData("just text", "p.yaml:1:1: the playbook is 'just text'; expected a set of keys")]
    public void What_is_no_playbook_at_all_is_an_error(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Sample.Errors(text)));

    [Theory]
    [InlineData("playbook: a\nstages: [\n", 3)]
    [InlineData("playbook: a\n  stages: b\n", 2)]
    [InlineData("playbook: \"a\n", 1)]
    [InlineData("playbook: a\n\tstages: b\n", 1)]
    public void Broken_YAML_is_an_error_with_its_place(string text, int line)
    {
        PlaybookError error = Assert.Single(PlaybookCompiler.Compile(text, Sample.File).Errors);
        Assert.StartsWith("this is not YAML: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.True(error.Column >= 1);
    }

    [Theory]
    [InlineData("name: &a hello", "anchors and tags")]
    [InlineData("name: !!str hello", "anchors and tags")]
    public void Anchors_and_tags_are_refused(string line, string expected)
    {
        string text = Sample.Text().Replace("name: hello", line, StringComparison.Ordinal);
        string error = Assert.Single(Sample.Errors(text));
        Assert.StartsWith("p.yaml:15:11: " + expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_are_refused()
    {
        string[] errors = Sample.Errors("playbook: &a hello\nzone: *a\nstages: [{ name: rest }]\n");
        Assert.Contains("p.yaml:2:7: aliases are no part of a playbook; expected the value itself", errors);
    }

    [Fact]
    public void A_second_document_is_refused() =>
        Assert.Contains("p.yaml:24:1: a second document begins here; expected one document per file", Sample.Errors(Sample.Text() + "\n\n---\nplaybook: b\n"));

    [Fact]
    public void Deep_nesting_is_an_error_and_no_stack_overflow()
    {
        string text = "playbook: " + new string('[', 10_000);
        Assert.Contains("nested too deeply", Assert.Single(Sample.Errors(text)), StringComparison.Ordinal);
    }
}
