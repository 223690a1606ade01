#!/usr/bin/env python3
"""Holds the OpenAPI document against the rules of OpenAPI 3.1 that tools rely on: document.py --comity PROGRAM --source TREE."""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import jsonschema

METHODS = {"get", "put", "post", "delete", "patch"}


def each(value, at=""):
    yield at, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from each(inner, f"{at}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from each(inner, f"{at}/{index}")


def resolve(document, reference):
    value = document
    for part in reference.removeprefix("#/").split("/"):
        value = value[part.replace("~1", "/").replace("~0", "~")]
    return value


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def faults(document):
    if document.get("openapi") != "3.1.0":
        yield "openapi is not 3.1.0"
    for key in ("title", "version"):
        if not isinstance(document["info"].get(key), str):
            yield f"info.{key} is missing"
    for at, value in each(document):
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            try:
                resolve(document, value["$ref"])
            except KeyError:
                yield f"{at}: {value['$ref']} leads nowhere"
    ids = set()
    tags = {tag["name"] for tag in document["tags"]}
    schemes = set(document["components"]["securitySchemes"])
    for requirement in document["security"]:
        for name in requirement:
            if name not in schemes:
                yield f"security {name} is not declared"
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        if method not in METHODS:
            yield f"{where}: no such method"
        if operation["operationId"] in ids:
            yield f"{where}: operationId {operation['operationId']} stands twice"
        ids.add(operation["operationId"])
        if not set(operation["tags"]) <= tags:
            yield f"{where}: a tag is not declared"
        named = set()
        for parameter in operation.get("parameters", []):
            if "$ref" in parameter:
                parameter = resolve(document, parameter["$ref"])
            key = (parameter["in"], parameter["name"])
            if key in named:
                yield f"{where}: parameter {key} stands twice"
            named.add(key)
            if parameter["in"] == "path" and parameter.get("required") is not True:
                yield f"{where}: path parameter {parameter['name']} is not required"
            if ("schema" in parameter) == ("content" in parameter):
                yield f"{where}: parameter {parameter['name']} needs a schema or a content"
        in_path = set(re.findall(r"{([^}]+)}", path))
        declared = {name for place, name in named if place == "path"}
        if in_path != declared:
            yield f"{where}: path has {in_path}, parameters {declared}"
        if not operation.get("responses"):
            yield f"{where}: no responses"
        for status, response in operation["responses"].items():
            if "$ref" in response:
                response = resolve(document, response["$ref"])
            if not re.fullmatch("[1-5][0-9][0-9]", status) or not response.get("description"):
                yield f"{where}: response {status} has no description, or is no status"
        if method in ("get", "delete") and "requestBody" in operation:
            yield f"{where}: a body of {method}"
    paths = [re.sub(r"{[^}]+}", "{}", path) for path in document["paths"]]
    if len(set(paths)) != len(paths):
        yield "two paths match the same"
    used = {value["$ref"].rsplit("/", 1)[1] for _, value in each(document)
            if isinstance(value, dict) and str(value.get("$ref", "")).startswith("#/components/schemas/")}
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            yield f"schema {name}: {error.message}"
        if name not in used:
            yield f"schema {name} is used nowhere"
        for at, value in each(schema, name):
            if isinstance(value, dict) and value.get("type") == "object" and "additionalProperties" not in value:
                yield f"schema {at} is open without saying so"
            if isinstance(value, dict) and "required" in value and not set(value["required"]) <= set(value.get("properties", {})) and value.get("additionalProperties") is False:
                yield f"schema {at} requires what it does not have"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--comity", required=True)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    options = parser.parse_args()
    printed = lambda flag: subprocess.run([options.comity, "api", flag], check=True, capture_output=True, text=True).stdout
    found = list(faults(json.loads(printed("--openapi"))))
    if printed("--openapi") != printed("--openapi"):
        found.append("the document is not the same twice")
    if printed("--reference") != (options.source / "docs/api.md").read_text():
        found.append("docs/api.md is not what `comity api --reference` prints; print it again into the file")
    # The check itself can fail.
    broken = json.loads(printed("--openapi"))
    next(iter(broken["paths"].values()))["get"]["operationId"] = "getMe"
    broken["components"]["schemas"].pop("Problem")
    if len(list(faults(broken))) < 2:
        found.append("a broken document passes")
    for fault in found:
        print(fault)
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
