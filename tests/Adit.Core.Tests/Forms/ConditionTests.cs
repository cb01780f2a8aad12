using System.Text;
using Adit.Forms;

namespace Adit.Tests.Forms;

/// <summary>When a question is asked, said so that somebody with a pen knows: only what can be said, and nothing guessed.</summary>
public class ConditionTests
{
    [Fact]
    public void One_answer() => Assert.Equal(["/data/seen = yes"], Said("/data/seen = 'yes'"));

    [Fact]
    public void One_of_several_choices() => Assert.Equal(["/data/what = cave"], Said("selected(/data/what, 'cave')"));

    [Fact]
    public void Another_answer_than_this() => Assert.Equal(["/data/seen ≠ no"], Said("/data/seen != 'no'"));

    [Fact]
    public void A_choice_that_was_not_made() => Assert.Equal(["/data/what ≠ none"], Said("not(selected(/data/what, 'none'))"));

    [Fact]
    public void All_of_them_or_one_of_them()
    {
        Assert.Equal(["all", "/data/seen = yes", "/data/what = cave"], Said("/data/seen = 'yes' and selected(/data/what, 'cave')"));
        Assert.Equal(["any", "/data/seen = yes", "/data/seen = maybe"], Said("/data/seen = 'yes' or /data/seen = 'maybe'"));
    }

    [Fact]
    public void A_question_named_from_where_it_stands() => Assert.Equal(["/data/seen = yes"], Said("../seen = 'yes'"));

    [Theory]
    [InlineData("/data/count > 3")]
    [InlineData("/data/seen = 'yes' and /data/what = 'a' or /data/what = 'b'")]
    [InlineData("/data/nothing = 'yes'")]
    [InlineData("count-selected(/data/what) > 1")]
    [InlineData("true()")]
    public void What_cannot_be_said_is_not_guessed(string relevant) => Assert.Null(Of(relevant));

    [Fact]
    public void A_question_that_is_always_asked_has_none() => Assert.Null(Of(null));

    private static Condition? Of(string? relevant)
    {
        var form = XFormReading.Read(Encoding.UTF8.GetBytes(
            $"""
            <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>x</h:title><model>
              <instance><data id="x" version="1"><seen/><what/><count/><asked/></data></instance>
              <bind nodeset="/data/asked" type="string" {(relevant is null ? "" : $"relevant=\"{System.Security.SecurityElement.Escape(relevant)}\"")}/>
            </model></h:head><h:body><input ref="/data/asked"><label>?</label></input></h:body></h:html>
            """)).Form!;
        return Condition.Of(form, form.Find("/data/asked")!);
    }

    private static IEnumerable<string> Said(string relevant)
    {
        var condition = Of(relevant)!;
        return [.. condition.Parts.Count > 1 ? new[] { condition.All ? "all" : "any" } : [], .. condition.Parts.Select(p => $"{p.Question.Path} {(p.Met ? "=" : "≠")} {p.Choice}")];
    }
}
