namespace EngageStream.Playbooks.Tests.Compilation;

/// <summary>Keys, types and ranges outside of expressions.</summary>
public class StructureErrorTests
{
    private const string Good = """
        playbook: sample
        zone: Europe/London
        events:
          Order Refunded: { activity: false, properties: { revenue: number } }
          Order Completed: { }
        unlisted_events: activity
        sessions: { gap: 30m }
        churn: { bands: { medium: 0.4, high: 0.7 } }
        max_lateness: 1h
        stages:
          - { name: dormant, when: silent >= 30d, away: true }
          - { name: growth, when: sessions > 1 }
          - { name: introduction }
        campaigns:
          - name: hello
            enter: { event: Order Completed }
            send:
              channel: push
              template: hello
            cooldown: 14d
          - name: two
            enter: { risk: high }
            send: { channel: sms, template: two }
        """;

    [Theory]
    [InlineData("zone: Europe/London", "zne: Europe/London", "2:1: unknown key zne; expected one of playbook, zone, events, traits, unlisted_events, sessions, churn, max_lateness, stages, campaigns; did you mean zone?")]
    [InlineData("zone: Europe/London", "zone: Europe/Londn", "2:7: unknown time zone Europe/Londn; expected an IANA time zone such as Europe/London; did you mean Europe/London?")]
    [InlineData("zone: Europe/London", "zone: [UTC]", "2:7: a list stands where a value belongs; expected an IANA time zone such as Europe/London")]
    [InlineData("playbook: sample", "playbook: My Playbook", "1:11: 'My Playbook' does not fit; expected a name of a-z, 0-9, - and _ that begins with a letter")]
    [InlineData("playbook: sample", "# playbook: sample", "2:1: a playbook lacks the key playbook; expected a name of a-z, 0-9, - and _ that begins with a letter")]
    [InlineData("activity: false", "activity: no", "4:31: 'no' is neither true nor false; expected true or false")]
    [InlineData("revenue: number", "revenue: nubmer", "4:61: unknown value nubmer; expected one of number, text; did you mean number?")]
    [InlineData("  Order Completed: { }", "  Order Completed: { }\n  Order Refunded: { }", "6:3: the key Order Refunded comes twice; first in line 4")]
    [InlineData("unlisted_events: activity", "unlisted_events: ignore", "6:18: unknown value ignore; expected one of activity, ignored; did you mean ignored?")]
    [InlineData("gap: 30m", "gap: 30", "7:18: '30' is no duration; expected a duration such as 90s, 15m, 24h or 30d; did you mean 30d?")]
    [InlineData("gap: 30m", "gap: 2d", "7:18: 2d is out of range; expected 1m to 1d")]
    [InlineData("medium: 0.4", "medium: 0.8", "8:17: the medium band begins at 0.8, the high one at 0.7; expected medium below high")]
    [InlineData("medium: 0.4", "medium: 1.4", "8:27: '1.4' does not fit; expected a number between 0 and 1")]
    [InlineData("medium: 0.4", "middle: 0.4", "8:19: unknown key middle; expected one of medium, high")]
    [InlineData("churn: { bands", "churn: { r: 1, alpha: 60, bands", "8:8: the churn model lacks a, b; expected r, alpha, a and b together, or none of them")]
    [InlineData("max_lateness: 1h", "max_lateness: 40d", "9:15: 40d is out of range; expected 1s to 30d")]
    [InlineData("name: dormant,", "name: growth,", "12:13: the stage growth comes twice; first in p.yaml:11:13; expected a name of its own")]
    [InlineData("{ name: growth, when: sessions > 1 }", "{ name: growth }", "12:5: the stage growth lacks the key when, and it is not the last; expected a condition such as silent >= 30d")]
    [InlineData("{ name: introduction }", "{ name: introduction, when: sessions > 0 }", "13:27: the last stage takes everyone else; expected no key when here, or a last stage without it")]
    [InlineData("when: silent >= 30d", "when: true", "12:21: the stage growth can never be reached: whenever it holds, an earlier stage holds; expected the narrower stage first|13:5: the stage introduction can never be reached: whenever it holds, an earlier stage holds; expected the narrower stage first")]
    [InlineData("when: sessions > 1", "when: silent >= 180d", "12:21: the stage growth can never be reached: whenever it holds, an earlier stage holds; expected the narrower stage first")]
    [InlineData("enter: { event: Order Completed }", "enter: { event: Order Cmpleted }", "16:21: unknown event Order Cmpleted; expected one of Order Refunded, Order Completed; did you mean Order Completed?")]
    [InlineData("enter: { event: Order Completed }", "enter: { stage: grwth }", "16:21: unknown stage grwth; expected one of dormant, growth, introduction; did you mean growth?")]
    [InlineData("enter: { event: Order Completed }", "enter: { stage: growth, from: [dormant, growth] }", "16:45: nobody enters growth from growth; expected one of dormant, introduction")]
    [InlineData("enter: { event: Order Completed }", "enter: { stage: growth, from: [dormant, dormant] }", "16:45: the stage dormant comes twice")]
    [InlineData("enter: { event: Order Completed }", "enter: { risk: low }", "16:20: unknown value low; expected one of medium, high")]
    [InlineData("enter: { event: Order Completed }", "enter: { evnt: Order Completed }", "16:14: unknown key evnt; expected one of stage, event, risk, absent; did you mean event?")]
    [InlineData("enter: { event: Order Completed }", "enter: { event: Order Completed, risk: high }", "16:38: event and risk exclude each other; expected one of stage, event, risk, absent")]
    [InlineData("enter: { event: Order Completed }", "enter: { event: Order Completed, for: 3d }", "16:38: unknown key for; expected event")]
    [InlineData("enter: { event: Order Completed }", "enter: {}", "16:12: the entry is empty; expected one of stage, event, risk, absent")]
    [InlineData("enter: { event: Order Completed }", "enter: { absent: Order Completed }", "16:12: an entry by absence lacks the key for; expected a duration such as 90s, 15m, 24h or 30d")]
    [InlineData("enter: { event: Order Completed }", "enter: { absent: Order Completed, for: 1s }", "16:44: 1s is out of range; expected 1m to 365d")]
    [InlineData("enter: { event: Order Completed }", "enter: { absent: Order Completed, for: 3d, after: Order Completed }", "16:55: Order Completed cannot follow itself; expected another event, or no key after: it is then counted from its own last occurrence")]
    [InlineData("enter: { event: Order Completed }", "enter: { stage: growth }\n    where: stage == dormant", "17:12: stage == dormant can never hold when someone enters growth")]
    [InlineData("enter: { event: Order Completed }", "enter: { risk: high }\n    where: band < high", "17:12: band < high can never hold when someone rises to high risk")]
    [InlineData("channel: push", "channel: Push!", "18:16: 'Push!' does not fit; expected a name of a-z, 0-9, - and _ that begins with a letter")]
    [InlineData("      template: hello\n", "", "18:7: a send lacks the key template; expected the name of a template")]
    [InlineData("cooldown: 14d", "cooldown: 9999d", "20:15: 9999d is out of range; expected 0s to 730d")]
    [InlineData("cooldown: 14d", "cooldown: fortnight", "20:15: 'fortnight' is no duration; expected a duration such as 90s, 15m, 24h or 30d")]
    [InlineData("cooldown: 14d", "cooldwn: 14d", "20:5: unknown key cooldwn; expected one of name, enter, where, send, cooldown; did you mean cooldown?")]
    [InlineData("name: two", "name: hello", "21:11: the campaign hello comes twice; first in p.yaml:15:11; expected a name of its own")]
    [InlineData("stages:", "stages: none\nleft:", "10:9: 'none' stands where a list belongs; expected a list, each item after a dash|11:1: unknown key left; expected one of playbook, zone, events, traits, unlisted_events, sessions, churn, max_lateness, stages, campaigns")]
    public void A_wrong_key_or_value_is_reported_at_its_place(string right, string wrong, string expected)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        string[] errors = Sample.Errors(Good.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(expected.Split('|').Select(e => "p.yaml:" + e), errors);
    }

    [Fact]
    public void Without_the_mistakes_the_same_playbook_compiles() => Assert.Empty(Sample.Errors(Good));

    [Fact]
    public void All_errors_of_a_file_come_in_one_run_and_in_order()
    {
        string[] errors = Sample.Errors("""
            playbook: Sample
            events:
              Signed Up: { activity: maybe }
            stages:
              - { name: dormant, when: silent >= 30, awy: true }
              - { name: rest }
            campaigns:
              - name: a
                enter: { stage: dormnt }
                where: risk > 2 and event.x == 1
                send: { channel: Push, template: t, variables: { n: trait.nme } }
                cooldown: soon
            """);
        Assert.Equal(
            ["1:11", "3:26", "5:38", "5:42", "9:21", "10:12", "10:25", "11:22", "11:57", "12:15"],
            errors.Select(e => string.Join(':', e.Split(':')[1..3])));
    }

    [Fact]
    public void A_comma_torn_off_by_braces_is_explained_once()
    {
        string[] errors = Sample.Errors("""
            playbook: sample
            events: { Signed Up: {} }
            stages:
              - { name: growth, when: count('Signed Up', 90d) >= 2, away: true }
              - { name: rest }
            """);
        Assert.Equal(
            ["p.yaml:4:27: between { and } a comma ends the value; expected double quotes around the whole of when, or its key on a line of its own"], errors);
    }

    [Fact]
    public void More_stages_than_a_state_can_number_are_refused()
    {
        string stages = string.Concat(Enumerable.Range(1, 32).Select(i => $"  - {{ name: s{i}, when: sessions == {i} }}\n"));
        string[] errors = Sample.Errors("playbook: sample\nstages:\n" + stages + "  - { name: rest }\n");
        Assert.Equal("p.yaml:3:3: the list has 33 items; expected 1 to 32", Assert.Single(errors));
    }
}
