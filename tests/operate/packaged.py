"""The Debian package: what is in it, and that the service's unit is one."""

import re
import shutil

from node import expect, run

WANTED = {
    "./usr/bin/comity": "-rwxr-xr-x",
    "./lib/systemd/system/comity.service": "-rw-r--r--",
    "./etc/comity/environment": "-rw-r--r--",
    "./usr/share/doc/comity/copyright": "-rw-r--r--",
    "./usr/share/doc/comity/changelog.gz": "-rw-r--r--",
    "./usr/share/doc/comity/operate/README.md": "-rw-r--r--",
}


def check(place):
    if not shutil.which("cpack") or not shutil.which("dpkg-shlibdeps"):
        print("    dpkg-dev is missing: the package is not built")
        return
    run("cpack", "-G", "DEB", "-B", place.folder / "out", cwd=place.build)
    packages = list((place.folder / "out").glob("comity_*.deb"))
    expect(len(packages) == 1, f"one package: {packages}")
    listed = {}
    for line in run("dpkg-deb", "-c", packages[0]).stdout.splitlines():
        words = line.split()
        listed[words[5]] = (words[0], words[1])
    if (place.source / "console/dist/index.html").exists():  # a package has the console that was built, and else none
        expect("./usr/share/comity/console/index.html" in listed, "the console is missing")
        expect("./usr/share/comity/console/.comity" not in listed, "a stamp of the build is in the package")
    else:
        expect(not [path for path in listed if "console" in path], "an empty console is in the package")
    for path, mode in WANTED.items():
        expect(path in listed, f"{path} is missing")
        expect(listed[path] == (mode, "root/root"), f"{path}: {listed[path]}")
    for path, (mode, _) in listed.items():
        expect(path.startswith(("./usr/", "./lib/", "./etc/")) or path in ("./", "./usr", "./lib", "./etc"), f"{path} has no place in it")
        expect("w" not in mode[5:], f"{path} may be written by others")
    fields = run("dpkg-deb", "-f", packages[0]).stdout
    for library in ("libc6", "libssl3", "libsodium23", "liblmdb0", "libfmt9", "libspdlog", "libsimdjson"):
        expect(re.search(rf"^Depends:.*\b{library}", fields, re.M), f"it should depend on {library}:\n{fields}")
    run("dpkg-deb", "-R", packages[0], place.folder / "unpacked")
    expect((place.folder / "unpacked/DEBIAN/conffiles").read_text() == "/etc/comity/environment\n", "conffiles")
    for script in ("postinst", "prerm", "postrm"):
        path = place.folder / "unpacked/DEBIAN" / script
        expect(path.stat().st_mode & 0o777 == 0o755, script)
        run("sh", "-n", path)
        expect("rm -rf" not in path.read_text(), f"{script} deletes")
    run(place.folder / "unpacked/usr/bin/comity", "--version")
    if not shutil.which("systemd-analyze"):
        print("    systemd-analyze is missing: the unit is not verified")
        return
    unit = place.folder / "comity.service"
    text = (place.folder / "unpacked/lib/systemd/system/comity.service").read_text()
    unit.write_text(text.replace("/usr/bin/comity", str(place.folder / "unpacked/usr/bin/comity")))
    done = run("systemd-analyze", "verify", "--man=no", unit, status=None)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "comity.service" in line]
    expect(done.returncode == 0 and not said, "\n".join(said) or done.stderr)
