using System.Text;

namespace EngageStream.Playbooks.Tests;

public sealed class PlaybookFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("playbook-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_files_of_a_folder_are_one_playbook()
    {
        Write("a.yaml", "playbook: sample\nevents: { Signed Up: {} }\nstages: [{ name: rest }]\n");
        Write("b.yml", "events: { Logged In: {} }\ncampaigns:\n" + Campaign("one", "Signed Up"));
        Write("c.yaml", "campaigns:\n" + Campaign("two", "Logged In"));
        Write("notes.txt", "not: [a playbook");

        PlaybookResult result = PlaybookFile.Load(_folder);

        Assert.Empty(result.Errors);
        Assert.Equal(["Signed Up", "Logged In"], result.Model!.Schema.EventNames);
        Assert.Equal(["one", "two"], result.Model.Campaigns.Select(c => c.Name));
    }

    [Fact]
    public void What_two_files_declare_is_reported_with_both_places()
    {
        string a = Write("a.yaml", "playbook: sample\nevents: { Signed Up: {} }\nstages: [{ name: rest }]\ncampaigns:\n" + Campaign("one", "Signed Up"));
        string b = Write("b.yaml", "playbook: other\nevents: { Signed Up: {} }\ncampaigns:\n" + Campaign("one", "Signed Up"));

        Assert.Equal(
            [
                $"{b}:1:1: the key playbook comes twice; first in {a}:1:1",
                $"{b}:2:11: the name Signed Up comes twice; first in {a}:2:11",
                $"{b}:4:11: the campaign one comes twice; first in {a}:5:11; expected a name of its own",
            ],
            Errors(_folder));
    }

    [Fact]
    public void Errors_of_every_file_come_in_one_run()
    {
        string a = Write("a.yaml", "playbook: Sample\nstages: [{ name: rest }]\n");
        string b = Write("b.yaml", "campains: []\n");
        Assert.Equal([$"{a}:1:11", $"{b}:1:1"], Errors(_folder).Select(e => string.Join(':', e.Split(':')[..3])));
    }

    [Fact]
    public void What_all_files_lack_is_an_error_of_the_folder()
    {
        Write("a.yaml", "playbook: sample\n");
        Write("b.yaml", "events: {}\n");
        Assert.Equal([$"{_folder}: a playbook lacks the key stages; expected a list"], Errors(_folder));
    }

    [Fact]
    public void A_missing_file_is_an_error() =>
        Assert.Equal([$"{_folder}/none.yaml: there is no such file or folder"], Errors($"{_folder}/none.yaml"));

    [Fact]
    public void An_empty_folder_is_an_error() =>
        Assert.Equal([$"{_folder}: the folder holds no playbook; expected files that end in .yaml or .yml"], Errors(_folder));

    [Fact]
    public void A_file_that_is_no_UTF8_is_an_error_and_hides_no_other()
    {
        string a = Path.Combine(_folder, "a.yaml");
        File.WriteAllBytes(a, [.. Encoding.UTF8.GetBytes("playbook: "), 0xC3, 0x28]);
        string b = Write("b.yaml", "stages: [\n");
        string[] errors = Errors(_folder);
        Assert.Equal($"{a}: the file is not valid UTF-8", errors[0]);
        Assert.StartsWith($"{b}:2:1: this is not YAML", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_an_error()
    {
        string a = Write("a.yaml", new string('#', PlaybookFile.MaxLength + 1));
        Assert.Equal([$"{a}: the file has {PlaybookFile.MaxLength + 1} bytes; expected at most {PlaybookFile.MaxLength}"], Errors(a));
    }

    private static string Campaign(string name, string @event) =>
        $"  - name: {name}\n    enter: {{ event: {@event} }}\n    send: {{ channel: push, template: t }}\n";

    private static string[] Errors(string path) => [.. PlaybookFile.Load(path).Errors.Select(e => e.ToString())];

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
