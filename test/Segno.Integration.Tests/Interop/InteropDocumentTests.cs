namespace Segno.Integration.Tests.Interop;

public sealed class InteropDocumentTests
{
    [Fact]
    public void There_are_at_least_ten_peers() => Assert.True(InteropTable.Peers.Count >= 10);

    [Fact]
    public async Task The_document_claims_what_is_tested()
    {
        if (Environment.GetEnvironmentVariable("SEGNO_WRITE_DOCS") == "1")
        {
            Assert.Skip("docs/interop.md is written by this run");
        }

        string expected = InteropDocument.Write(static _ => InteropDocument.Resumes, static _ => "-");
        string actual = await File.ReadAllTextAsync(InteropDocument.Path, TestContext.Current.CancellationToken);
        Assert.Equal(InteropDocument.Claims(expected), InteropDocument.Claims(actual));
    }
}
