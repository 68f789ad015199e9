"""Which releases of OpenSearch can be started, and what is each made of, byte for byte?

Decision: the server comes from Maven Central as the distribution that OpenSearch tests itself with, since
no other registry of packages has it. That of 3.x is whole; that of 2.x lacks its modules, which are fetched
as jars without the descriptor and the policy that a node asks for, so that the rows below say both. Every
file has its SHA-256 here: what was fetched is unpacked only if it is this file.
"""

from dataclasses import dataclass

__all__ = ["LATEST", "RELEASES", "USUAL", "Artifact", "Module", "Release"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of Maven Central: its coordinate is group:name:version:ending."""

    coordinate: str
    sha256: str

    @property
    def file(self) -> str:
        """Return the name of the file."""
        _group, name, version, ending = self.coordinate.split(":")
        return f"{name}-{version}.{ending}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the server that its distribution lacks: its class, its jars, what it needs."""

    name: str
    main: str
    jars: tuple[Artifact, ...]
    extends: str = ""
    permissions: tuple[str, ...] = ()

    def descriptor(self, version: str) -> str:
        """Return the text of its plugin-descriptor.properties."""
        rows = {
            "name": self.name,
            "description": self.name,
            "version": version,
            "opensearch.version": version,
            "java.version": "11",
            "classname": self.main,
            "extended.plugins": self.extends,
            "custom.foldername": "",
            "has.native.controller": "false",
        }
        return "".join(f"{key}={value}\n" for key, value in rows.items())

    def policy(self) -> str:
        """Return the text of its plugin-security.policy."""
        return "grant {\n" + "".join(f"  permission {one};\n" for one in self.permissions) + "};\n"


@dataclass(frozen=True, slots=True)
class Release:
    """A release of OpenSearch: `java` are the versions that run it, {home} in options is its folder."""

    version: str
    java: range
    server: Artifact
    options: tuple[str, ...]
    modules: tuple[Module, ...] = ()

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Return all its files."""
        return (self.server, *(jar for module in self.modules for jar in module.jars))


SERVER = "org.opensearch.distribution.integ-test-zip:opensearch"

USUAL = Release(
    "2.19.6",
    range(17, 24),  # a later Java has no security manager, which 2.x installs
    Artifact(f"{SERVER}:2.19.6:zip", "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293"),
    ("-Djava.security.manager=allow",),
    (
        Module(
            "analysis-common",
            "org.opensearch.analysis.common.CommonAnalysisPlugin",
            jars=(
                Artifact(
                    "org.opensearch.plugin:analysis-common:2.19.6:jar",
                    "187378844d92a043b935038f9ae168f7812f686b1c1c7128f8b97731baff8a1a",
                ),
            ),
            extends="lang-painless",
        ),
        Module(
            "lang-painless",
            "org.opensearch.painless.PainlessPlugin",
            jars=(
                Artifact(
                    "org.opensearch.plugin:lang-painless:2.19.6:jar",
                    "e71e6c7ef99a6f5958cd0b25367acf472cc52cd49d29e13084c5ff0b5931f717",
                ),
                Artifact(
                    "org.opensearch.plugin:opensearch-scripting-painless-spi:2.19.6:jar",
                    "84e545b968151739f1915cfd2db24bf873edfd317d2848b87b61d0d60ec70869",
                ),
                Artifact(
                    "org.antlr:antlr4-runtime:4.13.1:jar",
                    "54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505",
                ),
                Artifact(
                    "org.ow2.asm:asm:9.7:jar",
                    "adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d",
                ),
                Artifact(
                    "org.ow2.asm:asm-util:9.7:jar",
                    "37a6414d36641973f1af104937c95d6d921b2ddb4d612c66c5a9f2b13fc14211",
                ),
                Artifact(
                    "org.ow2.asm:asm-tree:9.7:jar",
                    "62f4b3bc436045c1acb5c3ba2d8ec556ec3369093d7f5d06c747eb04b56d52b1",
                ),
                Artifact(
                    "org.ow2.asm:asm-commons:9.7:jar",
                    "389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a",
                ),
                Artifact(
                    "org.ow2.asm:asm-analysis:9.7:jar",
                    "7bc6bcbc21379948a0c8c467fb0f864206e5b818f6bc0b546872f5c9f941556f",
                ),
            ),
            permissions=(
                'java.lang.RuntimePermission "createClassLoader"',
                'java.lang.RuntimePermission "getClassLoader"',
            ),
        ),
        Module(
            "reindex",
            "org.opensearch.index.reindex.ReindexPlugin",
            jars=(
                Artifact(
                    "org.opensearch.plugin:reindex-client:2.19.6:jar",
                    "431d1037eadaa1fc144155b9397d4781d7b68e5b4700f68735c6a97bf52defff",
                ),
                Artifact(
                    "org.opensearch.client:opensearch-rest-client:2.19.6:jar",
                    "225987b8fd88db60f0aade505bd55b1321eb302f942e15874e2192f2d47a1d98",
                ),
                Artifact(
                    "org.opensearch:opensearch-ssl-config:2.19.6:jar",
                    "93e27cba4a85bc751f68a0c70146f341008ff6c63bfa43d5d3a41cbd4a99d59c",
                ),
                Artifact(
                    "org.apache.httpcomponents:httpclient:4.5.14:jar",
                    "c8bc7e1c51a6d4ce72f40d2ebbabf1c4b68bfe76e732104b04381b493478e9d6",
                ),
                Artifact(
                    "org.apache.httpcomponents:httpcore:4.4.16:jar",
                    "6c9b3dd142a09dc468e23ad39aad6f75a0f2b85125104469f026e52a474e464f",
                ),
                Artifact(
                    "org.apache.httpcomponents:httpcore-nio:4.4.16:jar",
                    "4018736ede2d321034e8517ea90baefb31831a8608afccc446d8a699fb1d00d4",
                ),
                Artifact(
                    "org.apache.httpcomponents:httpasyncclient:4.1.5:jar",
                    "0c1877489a9d1ba4fa50f6cfcab11d1123618858cb31d56afaab5afdd5064d99",
                ),
                Artifact(
                    "commons-codec:commons-codec:1.18.0:jar",
                    "ba005f304cef92a3dede24a38ad5ac9b8afccf0d8f75839d6c1338634cf7f6e4",
                ),
                Artifact(
                    "commons-logging:commons-logging:1.2:jar",
                    "daddea1ea0be0f56978ab3006b8ac92834afeefbd9b7e4e6316fca57df0fa636",
                ),
            ),
            permissions=('java.net.SocketPermission "*", "connect"',),
        ),
        Module(
            "mapper-extras",
            "org.opensearch.index.mapper.MapperExtrasPlugin",
            jars=(
                Artifact(
                    "org.opensearch.plugin:mapper-extras-client:2.19.6:jar",
                    "4a486870432b71a190dca3aaba91f1fba58837e4a4146b2982e8a938164a9a34",
                ),
            ),
        ),
    ),
)
LATEST = Release(
    "3.8.0",
    range(21, 100),
    Artifact(f"{SERVER}:3.8.0:zip", "196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f"),
    (
        "-javaagent:{home}/agent/opensearch-agent.jar",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--enable-native-access=ALL-UNNAMED",
    ),
)
RELEASES = {one.version: one for one in (USUAL, LATEST)}
