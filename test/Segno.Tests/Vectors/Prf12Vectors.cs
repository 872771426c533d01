namespace Segno.Tests.Vectors;

/// <summary>
/// The TLS 1.2 PRF: Sha256 and Sha384 are the vectors of the IETF TLS list (msg03416), label "test label". The others are computed with Python's
/// hmac module from premaster = 80..9f, client random = 00..1f, server random = 40..5f, transcript hash = Hash("hello").
/// </summary>
internal static class Prf12Vectors
{
    public const string Label = "test label";

    public const string Sha256Secret = "9bbe436ba940f017b17652849a71db35";

    public const string Sha256Seed = "a0ba9f936cda311827a6f796ffd5198c";

    public const string Sha256Output =
        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
        + "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66";

    public const string Sha384Secret = "b80b733d6ceefcdc71566ea48e5567df";

    public const string Sha384Seed = "cd665cf6a8447dd6ff8b27555edb7465";

    public const string Sha384Output =
        "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
        + "8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6"
        + "91c8f3a26854308d5eaa3be85e0990703d73e56f";

    public const string Sha256MasterSecret = "b0e0f54463f56f0f3a3d90264afb7bb19d2662f21d0755406f441314d2e44a2f60f753a230d63b860af94a71c3d03c5b";

    public const string Sha256ExtendedMasterSecret = "0ee917f54b4706e52c472d33f32dd693daf5dfaa4fed1ab0cee221d9c971d956ddbd001ae53fc23d4de3c3ba4c22dd3a";

    public const string Sha256ClientFinished = "a68f9dec2563b34c84d38032";

    public const string Sha256ServerFinished = "24e18ee00c894aa0bab41e8b";

    public const string Sha256KeyBlock = "1c83198deb65e43a672e1a9893527fde93eac710dd3cc0d39d1d39500c14010182e12c166a510023";

    public const string Sha256Export20 = "a4be3a1eb4272c81d326a1c7b2b960c047150571";

    public const string Sha256ExportEmptyContext20 = "3d7d87376f8716119c4c7b9c8b82bd158924dc2b";

    public const string Sha256ExportHello100 =
        "518e001f5ea0f0a8e3e4ee9cd16dbfb468652f62a6829732f29a81e22bc4bb78b4ee1928916f1caa2f13eb6279041f5d5dae439834eb3a39309f8db4e422393a"
        + "dc2e5a3fecc07d834f233cfad005accc8bc5d3361d7230f993ede7556152b036c3e306b5";

    public const string Sha384MasterSecret = "3132968f90736a4fb71c1a8f6b79d7ffc6b3f92f475d601afb7141c084f12887095d4b9860994a53fde377c4f95de354";

    public const string Sha384ExtendedMasterSecret = "1ba18e70f076d85edbd2292f18457c1ab7e2ad0a40606dfd6c1b3097ae4ce25e229c8eff0c6624c5d4cf685e39513b0c";

    public const string Sha384ClientFinished = "b5fa5f56748b2e223ae5607d";

    public const string Sha384ServerFinished = "bc8b86f748d5fc733eed0072";

    public const string Sha384KeyBlock =
        "fc5c1cf2c090a53aac6e0e2094abfc993a39cdf507540e43d7af1fc6ae63be12dc0454091c587f5e28fee4f29478d10942d753b72ba3590855c77da8d41da088"
        + "9122e851992f578b";

    public const string Sha384Export20 = "00ef14fd1d0f65a9ec1575d77b151bbd5308e0c6";

    public const string Sha384ExportEmptyContext20 = "bce078a3f8bdcdea059f03d57f244b6181645449";

    public const string Sha384ExportHello100 =
        "de7990a10b68765d53901693aade8c63f833a0a798d89c674f957629bed380e956ea62eb403212e348aece6ab5862691e4698dd751e173350e48f59be6d01b85"
        + "d128aa00529c2201cea83c57051fccbbf4439af54c599223a88f3e106505a2e4949b9d9d";
}
