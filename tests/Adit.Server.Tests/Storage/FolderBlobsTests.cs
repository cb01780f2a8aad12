using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>Files in a folder.</summary>
[Trait("home", "folder")]
public sealed class FolderBlobsTests : BlobsContract
{
    private protected override Blobs Open() => new FolderBlobs(Path.Combine(Folder, "blobs"));
}
